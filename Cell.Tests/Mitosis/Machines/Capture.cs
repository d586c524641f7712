using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using NUnit.Framework;

namespace Cell.Mitosis;

/// <summary>A connection to an SSH port that somebody wanted.</summary>
internal sealed record Knock(string From, string To);

/// <summary>tcpdump on all interfaces of this box and on the nursery's switch: who wants to speak SSH to whom, whatever Cell says about it.
/// Started by the first organism of a test run; ends with the run.</summary>
internal sealed partial class Capture
{
    private const string Wanted = "tcp dst port 22 and tcp[tcpflags] & (tcp-syn|tcp-ack) == tcp-syn";
    private const string Switch = "cell-switch";

    // Where others use the same nursery at the same time, what its other machines hear is not ours to judge.
    private static readonly bool IsShared = Environment.GetEnvironmentVariable("CELL_NURSERY_SHARED") == "yes";

    private static readonly Lazy<Task<Capture>> Started = new(StartAsync);
    private readonly ConcurrentQueue<Knock> knocks = new();

    public static Task<Capture> OfThisRunAsync() => Started.Value;

    /// <summary>How many there were until now.</summary>
    public int Mark => knocks.Count;

    /// <param name="from">A mark: what was before is not looked at.</param>
    /// <param name="machines">Whoever may be spoken to.</param>
    /// <returns>How many connections there were to them.</returns>
    public int AssertOnlyTo(IEnumerable<string> machines, int from)
    {
        var allowed = machines.Select(AddressOf).ToHashSet();
        var since = knocks.Skip(from).ToList();
        var strange = since.Where(knock => !allowed.Contains(knock.To) && !(IsShared && IsNursery(knock.To))).Distinct().ToList();
        Assert.That(strange, Is.Empty, $"invariant 1: SSH to an address outside the pool ({string.Join(", ", allowed)})");
        return since.Count(knock => allowed.Contains(knock.To));
    }

    private static bool IsNursery(string address) => address.StartsWith("10.77.0.", StringComparison.Ordinal);

    // scripts/nursery.d/common.sh
    private static string AddressOf(string machine) => machine.StartsWith("stem", StringComparison.Ordinal) ? $"10.77.0.{int.Parse(machine.AsSpan(4)) + 9}" : IPAddress.Parse(machine).ToString();

    private static async Task<Capture> StartAsync()
    {
        var capture = new Capture();
        await capture.ListenAsync("tcpdump", "--direction=out");
        await capture.ListenAsync("ip", "netns", "exec", Switch, "tcpdump");
        return capture;
    }

    // As root to its end: with its privileges it would give up to be ended with this run.
    private async Task ListenAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo("setpriv", ["--pdeathsig", "TERM", program, .. arguments, "-Z", "root", "-i", "any", "-nn", "-l", "--immediate-mode", Wanted]) { RedirectStandardOutput = true, RedirectStandardError = true };
        var process = Process.Start(start) ?? throw new InvalidOperationException("tcpdump did not start.");
        var ready = new TaskCompletionSource();
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data?.StartsWith("listening on", StringComparison.Ordinal) == true)
            {
                ready.TrySetResult();
            }
        };
        process.OutputDataReceived += (_, line) =>
        {
            if (Line().Match(line.Data ?? "") is { Success: true } knock)
            {
                knocks.Enqueue(new Knock(knock.Groups[1].Value, knock.Groups[2].Value));
            }
        };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        await ready.Task.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System, CancellationToken.None);
    }

    // 12:00:01.2 br-cell Out IP 10.77.0.1.41022 > 10.77.0.10.22: Flags [S], seq 1, win 64240, length 0
    [GeneratedRegex(@" IP6? (\S+)\.\d+ > (\S+)\.22: Flags \[S\]")]
    private static partial Regex Line();
}
