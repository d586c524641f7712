using System.Globalization;
using Cell.Storage;
using Npgsql;

namespace Cell.Pages;

/// <summary>A query's hits as a statement: only what is asked for stands in it, so that PostgreSQL plans it by its indexes. Pure.</summary>
internal static class HitQuery
{
    /// <param name="enough">So many of the plain words have to be in a hit; 0: all.</param>
    /// <returns>url, body, simhash, score and how many hits there are in all; best first.</returns>
    public static (string Sql, NpgsqlParameter[] Values) Of(WordQuery words, int enough, int most)
    {
        var values = new List<NpgsqlParameter>();
        var conditions = new List<string> { "NOT gone" };
        var plain = string.Join(enough == 0 ? " & " : " | ", words.Plain);
        conditions.AddRange(new[] { words.Others, plain }.Where(query => query.Length > 0).Select(query => $"words @@ {Next(values, query)}::tsquery"));
        if (enough > 0)
        {
            conditions.Add($"(SELECT count(*) FROM unnest({Next(values, words.Plain.ToArray())}) AS one WHERE words @@ one::tsquery) >= {Next(values, (long)enough)}");
        }

        conditions.AddRange(words.Fields.Select(part => (part.Without ? "NOT " : "") + (part.Field == "site" ? $"sites @> ARRAY[{Next(values, StorableText.Of(part.Words))}]" : $"lang = {Next(values, StorableText.Of(part.Words))}")));
        var score = Score(values, words, enough == 0 && words.Plain.Count > 1 ? plain : "");
        return ($"""
            WITH hit AS MATERIALIZED (SELECT url, body, simhash, {score} AS score FROM page WHERE {string.Join(" AND ", conditions)})
            SELECT url, body, simhash, score, count(*) OVER () FROM hit ORDER BY score DESC, url LIMIT {Next(values, (long)most)}
            """, [.. values]);
    }

    // How often a word stands in a field counts less and less (ts_rank), and less in a long page (1 + its logarithm); how near the words stand to each other
    // (ts_rank_cd, brought between 0 and 1) makes up to four times as much of it.
    private static string Score(List<NpgsqlParameter> values, WordQuery words, string near)
    {
        if (words.Any.Length == 0)
        {
            return "0::float8";
        }

        var boosts = Next(values, WordVector.Boosts);
        var rank = $"ts_rank({boosts}, words, {Next(values, words.Any)}::tsquery, 1)::float8";
        return near.Length > 0 ? $"{rank} * (1 + 3 * ts_rank_cd({boosts}, words, {Next(values, near)}::tsquery, 32))" : rank;
    }

    private static string Next<T>(List<NpgsqlParameter> values, T value)
    {
        values.Add(PostgresRows.Value(value));
        return string.Create(CultureInfo.InvariantCulture, $"${values.Count}");
    }
}
