using Cell.Tissue;

namespace Cell.Mitosis;

/// <summary>The daemon's word to the guard of its machine: empty files of fixed names in its runtime folder. Nothing in them can steer the guard.</summary>
internal sealed class GuardMarks(DataFolder data, TimeProvider time)
{
    private static readonly TimeSpan HeardEvery = TimeSpan.FromMinutes(1);
    private long? lastHeard;

    /// <summary>A health cell accepted this cell's heartbeat.</summary>
    public void Heard()
    {
        if (lastHeard is null)
        {
            Drop(MachineFiles.Born);
        }

        if (lastHeard is not { } last || time.GetElapsedTime(last) >= HeardEvery)
        {
            Drop(MachineFiles.Heard);
            lastHeard = time.GetTimestamp();
        }
    }

    /// <summary>The cell asks for its end: the guard makes the machine blank.</summary>
    public void Die() => Drop(MachineFiles.Die);

    private void Drop(string mark)
    {
        var path = Path.Combine(data.Runtime, Path.GetFileName(mark));
        File.WriteAllBytes(path, []);
        File.SetLastWriteTimeUtc(path, time.GetUtcNow().UtcDateTime);
    }
}
