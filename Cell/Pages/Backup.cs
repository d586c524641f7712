using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cell.Storage;
using Cell.Tissue;

namespace Cell.Pages;

/// <summary>The first line of a backup.</summary>
/// <param name="Kind"><see cref="Backup.Pages"/>.</param>
internal sealed record BackupHead(string Kind, int V, string Organism, DateTimeOffset Made);

/// <summary>The last line.</summary>
/// <param name="Sha256">Of all lines before, lower-case hex.</param>
internal sealed record BackupEnd(long Pages, string Sha256);

/// <summary>Pages as a file: gzip (RFC 1952) over lines of JSON, a head, a page each, and an end with the sum of all before. All that was acknowledged
/// before it began is in it.</summary>
internal static class Backup
{
    public const string Pages = "cell pages";
    private const int Together = 100;
    private const int Version = 1;

    /// <returns>How many pages.</returns>
    public static async Task<long> WriteAsync(IPageStore store, string organism, TimeProvider time, Stream to, CancellationToken cancellation)
    {
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await PutAsync([JsonSerializer.SerializeToUtf8Bytes(new BackupHead(Pages, Version, organism, time.GetUtcNow()), BackupJson.Default.BackupHead)]);
        var written = 0L;
        for (var some = await store.FollowingAsync("", Together, cancellation); some.Count > 0; some = await store.FollowingAsync(some[^1].Url, Together, cancellation))
        {
            var pages = some;
            await PutAsync(pages.Select(page => JsonSerializer.SerializeToUtf8Bytes(page, TissueJson.Default.CrawledPage)));
            written += some.Count;
        }

        await PutAsync([JsonSerializer.SerializeToUtf8Bytes(new BackupEnd(written, Convert.ToHexStringLower(sum.GetCurrentHash())), BackupJson.Default.BackupEnd)]);
        return written;

        async Task PutAsync(IEnumerable<byte[]> lines) => await to.WriteAsync(await BackgroundThreads.RunAsync(() => Packed(lines, sum), light: true), cancellation);
    }

    /// <summary>Reads it to its end.</summary>
    /// <exception cref="InvalidDataException">It is no backup, of another organism, cut off or changed.</exception>
    public static async IAsyncEnumerable<CrawledPage> ReadAsync(string path, string organism, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read);
        await using var unpacked = new GZipStream(file, CompressionMode.Decompress);
        using var reader = new StreamReader(unpacked, Encoding.UTF8);
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var line = await LineAsync(path, reader, cancellation);
        RequireHead(path, line, organism);
        Sum(sum, line);
        for (var read = 0L; ; read++)
        {
            line = await LineAsync(path, reader, cancellation);
            if (End(line) is { } end)
            {
                if (end.Pages != read || end.Sha256 != Convert.ToHexStringLower(sum.GetCurrentHash()))
                {
                    throw new InvalidDataException($"{path} was changed: the sum over its pages is not the one that it ends with. Use another backup.");
                }

                yield break;
            }

            Sum(sum, line);
            yield return PageOf(path, line);
        }
    }

    private static byte[] Packed(IEnumerable<byte[]> lines, IncrementalHash sum)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            foreach (var line in lines)
            {
                byte[] whole = [.. line, (byte)'\n'];
                sum.AppendData(whole);
                gzip.Write(whole);
            }
        }

        return packed.ToArray();
    }

    private static void Sum(IncrementalHash sum, string line) => sum.AppendData(Encoding.UTF8.GetBytes(line + "\n"));

    private static async Task<string> LineAsync(string path, StreamReader reader, CancellationToken cancellation)
    {
        try
        {
            return await reader.ReadLineAsync(cancellation) ?? throw new InvalidDataException($"{path} is cut off: it has no end. Use another backup.");
        }
        catch (InvalidDataException fault) when (!fault.Message.StartsWith(path, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{path} is no backup, or damaged: {fault.Message}", fault);
        }
    }

    private static void RequireHead(string path, string line, string organism)
    {
        var head = Parsed(line, BackupJson.Default.BackupHead);
        if (head is not { Kind: Pages, V: Version })
        {
            throw new InvalidDataException($"{path} is no backup that this version of cell reads.");
        }

        if (head.Organism != organism)
        {
            throw new InvalidDataException($"{path} is of organism {head.Organism}, and this is {organism}.");
        }
    }

    // A page has an address, an end has none.
    private static BackupEnd? End(string line) => line.StartsWith("{\"pages\":", StringComparison.Ordinal) ? Parsed(line, BackupJson.Default.BackupEnd) : null;

    private static CrawledPage PageOf(string path, string line) => Parsed(line, TissueJson.Default.CrawledPage) ?? throw new InvalidDataException($"{path} is damaged: a line is no page. Use another backup.");

    private static T? Parsed<T>(string line, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return Message.Read(Encoding.UTF8.GetBytes(line), type);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(BackupHead))]
[JsonSerializable(typeof(BackupEnd))]
internal sealed partial class BackupJson : JsonSerializerContext;
