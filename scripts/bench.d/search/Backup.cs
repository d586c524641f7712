using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Cell.Bench;

/// <summary>The pages as `cell restore` reads them.</summary>
internal static class Backup
{
    public static void Write(string path, string organism, int pages)
    {
        using var packed = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Put(packed, sum, new { kind = "cell pages", v = 1, organism, made = DateTimeOffset.UnixEpoch });
        for (var number = 0; number < pages; number++)
        {
            var page = MadePage.Number(number);
            Put(packed, sum, new
            {
                url = page.Url,
                fetched = DateTimeOffset.UnixEpoch,
                hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(page.Url))),
                depth = 1,
                title = page.Title,
                description = "",
                language = "en",
                headings = page.Headings,
                text = page.Text,
                links = Array.Empty<string>(),
                headers = new Dictionary<string, string>(),
                state = "live",
                author = "",
                canonical = "",
                boilerplate = "",
                simhash = "",
                charset = "utf-8",
                citations = Array.Empty<string>(),
                images = Array.Empty<string>(),
                references = Array.Empty<string>(),
            });
        }

        Put(packed, sum, new { pages, sha256 = Convert.ToHexStringLower(sum.GetCurrentHash()) });
    }

    private static void Put<T>(GZipStream to, IncrementalHash sum, T line)
    {
        byte[] bytes = [.. JsonSerializer.SerializeToUtf8Bytes(line), (byte)'\n'];
        sum.AppendData(bytes);
        to.Write(bytes);
    }
}
