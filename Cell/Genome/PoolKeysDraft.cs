using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Cell.Genome;

/// <summary>Puts another list into <c>pool.keys</c> of a cell.json and leaves every other byte, comments too, as it is. Pure.</summary>
internal static class PoolKeysDraft
{
    /// <exception cref="InvalidDataException">It has no such list.</exception>
    public static string With(string json, params string[] keys)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var (start, end) = Keys(bytes) ?? throw new InvalidDataException("cell.json has no \"keys\": [ ] in \"pool\".");
        var list = $"[{string.Join(", ", keys.Select(key => $"\"{JsonEncodedText.Encode(key, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\""))}]";
        return Encoding.UTF8.GetString([.. bytes[..start], .. Encoding.UTF8.GetBytes(list), .. bytes[end..]]);
    }

    private static (int Start, int End)? Keys(byte[] json)
    {
        var reader = new Utf8JsonReader(json, GenesDraft.Lenient);
        if (!GenesDraft.ReachPoolList(ref reader, "keys"))
        {
            return null;
        }

        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return (start, (int)reader.BytesConsumed);
    }
}
