using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Cell.Bench;
using Cell.Genome;
using Cell.Identity;

// tissue cell OPERATOR_FOLDER PORT FIRST CELLS SECONDS | tissue etcd FOLDER_OF_client.pem_AND_ca.pem PORT FIRST CELLS SECONDS
// So many cells, each with a TLS connection of its own, say once a second that they live. Prints "METRIC VALUE" lines of the seconds after the first five.
var (keeper, first, count, seconds) = (new IPEndPoint(IPAddress.Loopback, Number(2)), Number(3), Number(4), Number(5));
using var stop = new CancellationTokenSource();
var cells = args[0] == "cell" ? Cells(args[1]) : Etcd(args[1]);

const int Warmth = 5;
var patience = TimeSpan.FromMinutes(3);
var clock = Stopwatch.StartNew();
var answers = new List<(double Took, double Late, int Bytes)>();
var failures = new List<string>();
var beats = new Task?[count];
var skipped = 0;
var measuring = double.PositiveInfinity;

// Who is there says so each second, also while the others are on their way.
var growing = GrowAsync();
for (long at = 0; clock.Elapsed.TotalSeconds < measuring + seconds; at++)
{
    if (double.IsInfinity(measuring) && clock.Elapsed > patience)
    {
        Console.Error.WriteLine($"Not all were there after {patience}.");
        return 1;
    }

    var due = (double)at / count;
    while (clock.Elapsed.TotalSeconds < due)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, stop.Token);
    }

    // As a cell does: one that waits for its answer leaves out a beat.
    var cell = (int)(at % count);
    if (beats[cell] is { IsCompleted: true })
    {
        beats[cell] = BeatAsync(cells[cell], due);
    }
    else if (beats[cell] is not null)
    {
        skipped++;
    }
}

await growing;
await Task.WhenAll(beats.OfType<Task>());
Say("cells", count);
Say("answers_per_second", answers.Count / (double)(seconds - Warmth));
Say("answer_p50_ms", Quantile(answers.Select(answer => answer.Took), 0.5));
Say("answer_p99_ms", Quantile(answers.Select(answer => answer.Took), 0.99));
Say("answer_max_ms", Quantile(answers.Select(answer => answer.Took), 1));
Say("sent_late_p99_ms", Quantile(answers.Select(answer => answer.Late), 0.99));
Say("answer_bytes", Quantile(answers.Select(answer => (double)answer.Bytes), 0.5));
Say("answer_bytes_max", Quantile(answers.Select(answer => (double)answer.Bytes), 1));
Say("left_out", skipped);
Say("failed", failures.Count);
failures.Take(3).ToList().ForEach(Console.Error.WriteLine);
Array.ForEach(cells, cell => cell.Dispose());
return 0;

async Task GrowAsync()
{
    await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (number, _) =>
    {
        await cells[number].OpenAsync(stop.Token);
        await cells[number].BeatAsync(stop.Token);
        beats[number] = Task.CompletedTask;
    });
    Say("growth_seconds", clock.Elapsed.TotalSeconds);
    skipped = 0;
    measuring = clock.Elapsed.TotalSeconds;
}

async Task BeatAsync(IBeat cell, double due)
{
    var sent = clock.Elapsed.TotalSeconds;
    try
    {
        var bytes = await cell.BeatAsync(stop.Token);
        var took = clock.Elapsed.TotalSeconds - sent;
        lock (answers)
        {
            if (due >= measuring + Warmth)
            {
                answers.Add((took * 1000, (sent - due) * 1000, bytes));
            }
        }
    }
    catch (Exception fault) when (fault is IOException or InvalidDataException)
    {
        lock (answers)
        {
            failures.Add(fault.Message);
        }
    }
}

IBeat[] Cells(string path)
{
    var folder = new OperatorFolder(path);
    var root = folder.UnlockRoot(null, file => throw new InvalidOperationException($"{file} is under a passphrase.")) is RootReading.Unlocked unlocked ? unlocked.Root : throw new InvalidOperationException($"{path} has no root key.");
    var genes = GenesReader.Read(File.ReadAllText(folder.Draft)).Genes ?? throw new InvalidDataException("The genome is not good.");
    var roots = folder.Roots();
    return [.. Enumerable.Range(first, count).Select(number => CellBeat.Of(root, roots, genes, string.Create(CultureInfo.InvariantCulture, $"box{number / 10}"), number % 10, keeper))];
}

IBeat[] Etcd(string folder)
{
    using var read = X509Certificate2.CreateFromPemFile(Path.Combine(folder, "client.pem"));
    var authority = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(folder, "ca.pem"));
    var client = X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), null);
    return [.. Enumerable.Range(first, count).Select(number => new EtcdBeat(number, client, authority, keeper))];
}

int Number(int at) => int.Parse(args[at], CultureInfo.InvariantCulture);

static void Say(string metric, double value) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{metric} {value:0.###}"));

static double Quantile(IEnumerable<double> values, double share)
{
    var sorted = values.Order().ToList();
    return sorted.Count == 0 ? double.NaN : sorted[(int)Math.Min(sorted.Count - 1, share * sorted.Count)];
}
