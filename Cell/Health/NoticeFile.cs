using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cell.Genome;
using Cell.Storage;
using Cell.Tissue;

namespace Cell.Health;

/// <summary>A message that one channel still has to deliver.</summary>
/// <param name="Channel">"webhook" or "mail".</param>
/// <param name="Due">Not before.</param>
/// <param name="Trouble">Why it did not arrive yet; "" when it was not tried.</param>
internal sealed record Letter(string Channel, Telling Telling, int Attempts, DateTimeOffset Due, string Trouble);

/// <summary>What the operator was told and what is on its way to him.</summary>
/// <param name="V">1.</param>
internal sealed record Correspondence(int V, IReadOnlyList<Notice> Notices, IReadOnlyList<Letter> Letters)
{
    public static readonly Correspondence None = new(1, [], []);

    public ImmutableDictionary<string, Notice> ByKey() => Notices.ToImmutableDictionary(notice => notice.Key, StringComparer.Ordinal);
}

/// <summary><c>POST /notices/test</c> on the control socket: a message by every way that is set.</summary>
internal sealed record TestOrder(int V);

/// <param name="Channels">Those that the test goes by; its letter has the condition "test".</param>
internal sealed record TestReceipt(int V, IReadOnlyList<string> Channels);

/// <summary><c>notices.json</c>, replaced as a whole. One that cannot be read costs the memory of what was told, nothing else.</summary>
internal sealed class NoticeFile(string path)
{
    public Correspondence Read()
    {
        try
        {
            return AtomicFile.ReadIfThere(path) is { } bytes ? Message.Read(bytes, NoticeJson.Default.Correspondence) : Correspondence.None;
        }
        catch (JsonException)
        {
            return Correspondence.None;
        }
    }

    /// <exception cref="IOException">The disk does not take it.</exception>
    public void Write(Correspondence now) => AtomicFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(now, NoticeJson.Default.Correspondence), AtomicFile.Private);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(CamelCaseEnum<TellingKind>)])]
[JsonSerializable(typeof(Correspondence))]
[JsonSerializable(typeof(TestOrder))]
[JsonSerializable(typeof(TestReceipt))]
internal sealed partial class NoticeJson : JsonSerializerContext;
