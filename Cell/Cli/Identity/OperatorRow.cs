using System.Text.Json.Serialization;
using Cell.Identity;

namespace Cell.Cli;

/// <summary>An operator certificate as people see it.</summary>
/// <param name="State">valid, ended or revoked.</param>
/// <param name="Own">The one that this folder shows to cells.</param>
internal sealed record OperatorRow(string Name, string Serial, DateTimeOffset Issued, DateTimeOffset Ends, string State, bool Own)
{
    public static IReadOnlyList<OperatorRow> Of(OperatorRegister register, string own, Revocations revoked, DateTimeOffset now) =>
        [.. register.Entries.Select(entry => new OperatorRow(entry.Name, entry.Serial, entry.Issued, entry.Ends, StateOf(entry, revoked, now), entry.Serial == own))];

    public static string Draw(IReadOnlyList<OperatorRow> rows) => string.Join(
        Environment.NewLine,
        rows.Select(row => $"{row.Name,-20} {row.Serial,-32} {row.Issued:yyyy-MM-dd} {row.Ends:yyyy-MM-dd} {row.State}{(row.Own ? ", yours" : "")}")
            .Prepend($"{"NAME",-20} {"SERIAL",-32} {"ISSUED",-10} {"ENDS",-10} STATE"));

    private static string StateOf(OperatorEntry entry, Revocations revoked, DateTimeOffset now) => true switch
    {
        _ when revoked.Of(RevokedKind.Operator, entry.Serial) is not null => "revoked",
        _ when entry.Ends <= now => "ended",
        _ => "valid",
    };
}

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(IReadOnlyList<OperatorRow>))]
internal sealed partial class OperatorRowJson : JsonSerializerContext;
