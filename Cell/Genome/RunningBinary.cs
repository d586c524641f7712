using System.Security.Cryptography;

namespace Cell.Genome;

/// <summary>The executable that this process runs from.</summary>
internal static class RunningBinary
{
    // The open file, not its path: a new one may have been put there meanwhile.
    private const string Path = "/proc/self/exe";

    private static readonly Lazy<Task<string>> Hash = new(() => Task.Run(Compute));

    /// <summary>Lower-case hex. Computed once: neither the open file nor what runs from it can change.</summary>
    public static Task<string> Sha256Async() => Hash.Value;

    /// <summary>The same; null while it is being computed: the first asker begins it, a start must not wait for it.</summary>
    public static string? Sha256 => Hash.Value is { IsCompletedSuccessfully: true } known ? known.Result : null;

    private static string Compute()
    {
        using var binary = File.OpenRead(Path);
        return Convert.ToHexStringLower(SHA256.HashData(binary));
    }
}
