using System.Globalization;

namespace Cell.Mitosis;

/// <summary>What a process of this box and its folder have grown to.</summary>
internal sealed record Figures(long ResidentKiB, int Threads, int Handles, int Files, long Bytes)
{
    public static Figures Of(Founder founder)
    {
        // A database's log is emptied whenever it has come to 16 MB.
        static bool IsKept(FileInfo file) => !file.Name.EndsWith("-log.db", StringComparison.Ordinal);

        // VmRSS:	   41236 kB
        var status = File.ReadLines($"/proc/{founder.ProcessId}/status").Select(line => line.Split([':', '\t', ' '], StringSplitOptions.RemoveEmptyEntries)).ToDictionary(words => words[0]);
        int Number(string name) => int.Parse(status[name][1], CultureInfo.InvariantCulture);
        var files = new DirectoryInfo(founder.Data).GetFiles("*", SearchOption.AllDirectories);
        return new Figures(Number("VmRSS"), Number("Threads"), Directory.GetFileSystemEntries($"/proc/{founder.ProcessId}/fd").Length, files.Length, files.Where(IsKept).Sum(file => file.Length));
    }
}
