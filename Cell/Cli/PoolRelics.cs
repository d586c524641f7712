using Cell.Identity;
using Cell.Mitosis;
using Cell.Storage;

namespace Cell.Cli;

/// <summary>Brings home what cells left on a machine, the pages of an API above all: each file checked and on disk here before it goes there.</summary>
internal static class PoolRelics
{
    /// <param name="base">"": the operator's own folder.</param>
    public static string FolderOf(OperatorFolder folder, string @base, string host) => Path.Combine(@base.Length > 0 ? Path.GetFullPath(@base) : Path.Combine(folder.Path, "relics"), host.Replace(':', '_'));

    /// <param name="into">Of the machine; each relic becomes a folder in it.</param>
    public static async Task CollectAsync(OperatorSsh ssh, IReadOnlyList<string> relics, string into, CancellationToken cancellation)
    {
        foreach (var relic in relics)
        {
            Directory.CreateDirectory(into, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            var place = Free(Path.Combine(into, relic));
            var coming = Path.Combine(into, $".{relic}.{Path.GetRandomFileName()}");
            try
            {
                var sums = RelicTar.Sums(await PoolSsh.RunAsync(ssh, Cleaning.Sums(relic)));
                await ssh.StreamAsync(Cleaning.Pack(relic), tar => RelicTar.TakeAsync(tar, coming, sums, cancellation), cancellation);
                Directory.Move(coming, place);
                AtomicFile.Synchronise(into);
            }
            catch (Exception fault) when (fault is InvalidDataException or IOException)
            {
                throw new CommandFailure(ExitCode.Box, $"Relic {relic} of {ssh.Host} was not collected, and lies there as before: {fault.Message}.");
            }
            finally
            {
                if (Directory.Exists(coming))
                {
                    Directory.Delete(coming, recursive: true);
                }
            }

            await PoolSsh.RunAsync(ssh, Cleaning.Drop(relic));
            Console.WriteLine($"Relic {relic} of {ssh.Host} lies in {place}.");
        }
    }

    // One of that name was collected before: both are kept.
    private static string Free(string place) =>
        Enumerable.Range(1, 10_000).Select(number => number == 1 ? place : $"{place}.{number}").FirstOrDefault(path => !Path.Exists(path)) ?? throw new IOException($"{place} and thousands like it are there already");
}
