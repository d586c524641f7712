using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;

namespace Cell.Cli;

/// <summary><c>cell revoke ID…</c>, <c>--operator NAME|SERIAL</c>, <c>--working-root</c>, <c>--list</c>: takes certificates out for good.</summary>
internal static class RevokeCommand
{
    public static Command Create()
    {
        var ids = new Argument<string[]>("ID") { Description = "Cells, each by its id or its last 8 characters.", Arity = ArgumentArity.ZeroOrMore };
        var lineage = new Option<bool>("--lineage") { Description = "Their living daughters and all below go with them." };
        var people = new Option<string[]>("--operator") { Description = "An operator's certificate by its serial, or all that were issued to that name." };
        var workingRoot = new Option<bool>("--working-root") { Description = "The working root: only the recovery root may sign that." };
        var force = new Option<bool>("--force") { Description = "With --working-root: also if cells or the genome hang on it still." };
        var reason = new Option<string>("--reason") { Description = "For people: it stands in the list and in what the revoked are told.", DefaultValueFactory = _ => "" };
        var list = new Option<bool>("--list") { Description = "Show the list." };
        var json = new Option<bool>("--json") { Description = "With --list: for machines." };
        var command = new Command("revoke", "Take a cell and its line, an operator or the working root out of the organism, at once and for good.") { ids, lineage, people, workingRoot, force, reason, list, json };
        command.Does(async (parsed, cancellation) =>
        {
            var folder = Organisms.Only();
            if (parsed.GetValue(list))
            {
                await RevocationSpread.FetchAsync(folder, cancellation);
                Console.WriteLine(Draw(Organisms.Revocations(folder).Now, parsed.GetValue(json)));
                return ExitCode.Done;
            }

            var wished = new RevocationWish(
                parsed.GetValue(ids) ?? [], parsed.GetValue(lineage), parsed.GetValue(people) ?? [], parsed.GetValue(workingRoot), parsed.GetValue(force), parsed.GetValue(reason) ?? "");
            if (wished.IsEmpty)
            {
                throw new CommandFailure(ExitCode.Usage, "Say what to revoke: cells by their ids, --operator NAME or SERIAL, or --working-root. --list shows what is revoked.");
            }

            using var root = RootAccess.Of(parsed);
            return await Revoking.RunAsync(folder, wished, root, cancellation);
        });
        return command;
    }

    private static string Draw(Revocations revoked, bool json)
    {
        var entries = revoked.Entries.Values.OrderBy(entry => entry.Since).ThenBy(entry => entry.Id, StringComparer.Ordinal).ToList();
        return json
            ? JsonSerializer.Serialize(new ListedRevocations(revoked.Version, entries), RevokeJson.Default.ListedRevocations)
            : entries.Count == 0
                ? "Nothing is revoked."
                : string.Join(Environment.NewLine, entries.Select(entry => $"{entry.Kind.ToString().ToLowerInvariant(),-9} {entry.Id,-36} {entry.Since:u}  {entry.Reason}").Append($"Version {revoked.Version}."));
    }
}

/// <summary>What `cell revoke` was told.</summary>
internal sealed record RevocationWish(IReadOnlyList<string> Cells, bool Lineage, IReadOnlyList<string> Operators, bool WorkingRoot, bool Force, string Reason)
{
    public bool IsEmpty => Cells.Count == 0 && Operators.Count == 0 && !WorkingRoot;
}

internal sealed record ListedRevocations(int Version, IReadOnlyList<Revocation> Revoked);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(CamelCaseEnum<RevokedKind>)])]
[JsonSerializable(typeof(ListedRevocations))]
internal sealed partial class RevokeJson : JsonSerializerContext;
