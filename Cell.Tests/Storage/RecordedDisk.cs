using Microsoft.Win32.SafeHandles;
using NUnit.Framework;

namespace Cell.Storage;

/// <summary>A disk that remembers in which order it was written to and synchronised, and what a power cut at any moment may have left of it:
/// all that was synchronised, and of what was written since any part in any order.</summary>
internal sealed class RecordedDisk(TimeProvider time)
{
    private const int Sector = 512;
    private readonly Lock gate = new();
    private readonly List<Deed> deeds = [];

    private enum Kind
    {
        Write,
        SetLength,
        Synchronise,
    }

    /// <summary>How many deeds there were so far.</summary>
    public int Moment
    {
        get
        {
            lock (gate)
            {
                return deeds.Count;
            }
        }
    }

    /// <summary>How often something was synchronised.</summary>
    public int Synchronised
    {
        get
        {
            lock (gate)
            {
                return deeds.Count(deed => deed.Kind == Kind.Synchronise);
            }
        }
    }

    public DatabaseFiles Files(int checkpointPages) => new(path => new RecordedStream(this, path), path => new CommittedLog(path, time, file => Synchronise(path, file)), checkpointPages);

    public IReadOnlyList<int> All => [.. Enumerable.Range(1, deeds.Count)];

    /// <summary>What may become of writes that were not synchronised: how much of one came to the disk.</summary>
    private static IEnumerable<(string Name, Func<double> Survives)> Fates(Random random) =>
    [
        ("nothing", () => 0),
        ("all", () => 1),
        ("some", () => random.Next(2)),
        ("some, torn,", () => random.Next(3) switch { 0 => 0, 1 => 1, _ => random.NextDouble() }),
    ];

    /// <summary>Cuts the power at each moment, with each fate of what was not synchronised.</summary>
    /// <param name="look">What the disk holds then, the moment, and what to say of it.</param>
    public async Task CutAsync(IReadOnlyList<int> moments, Func<TestFolder, int, string, Task> look)
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        await TestContext.Out.WriteLineAsync($"Seed: {seed}; {Moment} writes and synchronisations.");
        foreach (var moment in moments)
        {
            foreach (var (name, survives) in Fates(random))
            {
                using var left = new TestFolder();
                Leave(left, moment, survives);
                await look(left, moment, $"cut at {moment} of {Moment}, {name} of what was not synchronised came to the disk, seed {seed}");
            }
        }
    }

    /// <summary>Half of them right after something was synchronised.</summary>
    public IReadOnlyList<int> Some(int count)
    {
        var synchronised = All.Where(moment => deeds[moment - 1].Kind == Kind.Synchronise).ToList();
        return [.. Enumerable.Range(1, count / 2).SelectMany(at => new[] { synchronised[((at * synchronised.Count) - 1) / (count / 2)], at * deeds.Count / (count / 2) }).Distinct()];
    }

    /// <summary>Makes in the folder what the power cut at that moment left.</summary>
    /// <param name="survives">Of a write that was not synchronised: how much of it came to the disk, 0 to 1.</param>
    public void Leave(TestFolder folder, int moment, Func<double> survives)
    {
        foreach (var file in deeds.Take(moment).GroupBy(deed => deed.File, StringComparer.Ordinal))
        {
            Leave(folder.At(Path.GetFileName(file.Key)), [.. file], survives);
        }
    }

    private static void Leave(string path, List<Deed> deeds, Func<double> survives)
    {
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        var synchronised = deeds.FindLastIndex(deed => deed.Kind == Kind.Synchronise);
        foreach (var (at, deed) in deeds.Index())
        {
            var share = at <= synchronised ? 1 : survives();
            switch (deed.Kind)
            {
                // A file whose cut did not come to the disk has nothing of what was written afterwards either: that lies elsewhere.
                case Kind.SetLength when share < 0.5:
                    return;
                case Kind.SetLength:
                    RandomAccess.SetLength(file, deed.At);
                    break;
                case Kind.Write:
                    RandomAccess.Write(file, deed.Bytes.AsSpan(0, share == 1 ? deed.Bytes.Length : (int)(deed.Bytes.Length * share) / Sector * Sector), deed.At);
                    break;
            }
        }
    }

    private void Synchronise(string path, SafeFileHandle file)
    {
        lock (gate)
        {
            _ = RandomAccess.GetLength(file); // it is open
            deeds.Add(new Deed(path, Kind.Synchronise, 0, []));
        }
    }

    private sealed record Deed(string File, Kind Kind, long At, byte[] Bytes);

    private sealed class RecordedStream(RecordedDisk disk, string path) : SynchronisedStream(path)
    {
        private readonly string path = path;

        // What is written as a span comes here too.
        public override void Write(byte[] buffer, int offset, int count)
        {
            lock (disk.gate)
            {
                disk.deeds.Add(new Deed(path, Kind.Write, Position, buffer[offset..(offset + count)]));
                base.Write(buffer, offset, count);
            }
        }

        public override void SetLength(long value)
        {
            lock (disk.gate)
            {
                disk.deeds.Add(new Deed(path, Kind.SetLength, value, []));
                base.SetLength(value);
            }
        }

        public override void Flush(bool flushToDisk)
        {
            lock (disk.gate)
            {
                disk.deeds.Add(new Deed(path, Kind.Synchronise, 0, []));
            }
        }
    }
}
