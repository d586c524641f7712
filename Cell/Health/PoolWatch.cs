using System.Text;
using Cell.Genome;
using Cell.Mitosis;
using Cell.Tissue;
using Microsoft.Extensions.Logging;
using Renci.SshNet;

namespace Cell.Health;

/// <summary>Looks at the machines of the pool on which no cell lives: by an operator's order, and by itself in turn.</summary>
/// <param name="poolKey">The private key, read when it is needed.</param>
internal sealed partial class PoolWatch(RosterKeeper keeper, LivingGenome genome, Waker waker, Func<string> poolKey, TimeProvider time, ILogger<PoolWatch> log)
{
    private const int AtOnce = 8;
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, LastLook> looks = new(StringComparer.Ordinal);

    public async Task RunAsync(CancellationToken stopping)
    {
        var started = time.GetUtcNow();
        var jitter = Random.Shared.NextDouble();
        using var timer = new PeriodicTimer(Beat, time);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            if (PoolRounds.Next(keeper.Roster, genome.Genes, looks, started, jitter, time.GetUtcNow()) is { } next)
            {
                await LookAsync(next, stopping);
            }
        }
    }

    /// <summary>All that are asked for, a few at once.</summary>
    /// <param name="tell">Called with each row as it comes, by one at a time.</param>
    public async Task CheckAsync(IReadOnlyList<string> hosts, Func<CheckRow, Task> tell, CancellationToken cancellation)
    {
        var machines = genome.Genes.Pool.Machines.Where(machine => hosts.Count > 0 ? hosts.Contains(machine.Host) : IsSpare(machine)).ToList();
        using var turn = new SemaphoreSlim(AtOnce, AtOnce);
        using var mouth = new SemaphoreSlim(1, 1);
        await Task.WhenAll(machines.Select(async machine =>
        {
            await turn.WaitAsync(cancellation);
            try
            {
                await TellAsync(await CheckAsync(machine, ordered: true, cancellation));
            }
            finally
            {
                turn.Release();
            }
        }));

        async Task TellAsync(CheckRow row)
        {
            await mouth.WaitAsync(cancellation);
            try
            {
                await tell(row);
            }
            finally
            {
                mouth.Release();
            }
        }
    }

    /// <summary>Those of the hosts that the signed pool does not have.</summary>
    public IReadOnlyList<string> Strangers(IReadOnlyList<string> hosts) => [.. hosts.Where(host => !genome.Genes.Pool.Machines.Any(machine => machine.Host == host))];

    private bool IsSpare(PoolMachine machine) => !machine.Founder && !Findings.IsBusy(keeper.Roster, machine) && keeper.Roster.Taints.GetValueOrDefault(machine.Host) is not { Cause: TaintCause.Birth };

    private async Task<CheckRow> CheckAsync(PoolMachine machine, bool ordered, CancellationToken cancellation)
    {
        if (machine.Founder)
        {
            return new CheckRow(1, machine.Host, true, "a box of founder cells: not looked at.");
        }

        if (keeper.Roster.Living.FirstOrDefault(entry => entry.Facts.Machine == machine.Host) is { } cell)
        {
            return new CheckRow(1, machine.Host, true, $"cell {cell.Cell.Short} lives there: not looked at.");
        }

        var began = time.GetUtcNow();
        var sight = await SightAsync(machine, cancellation);
        if (machine.Power is null || sight.Kind != SightKind.Unreachable)
        {
            return Settle(machine, sight, ordered, began, null);
        }

        var start = time.GetTimestamp();
        if (await waker.SwitchOnAsync(machine, cancellation) is { } trouble)
        {
            return new CheckRow(1, machine.Host, false, trouble);
        }

        try
        {
            var boot = (long)time.GetElapsedTime(start).TotalMilliseconds;
            var row = Settle(machine, await SightAsync(machine, cancellation), ordered, began, boot);
            return row.Good && machine.Power.Sleep != SleepWay.Command ? row with { Detail = "it was switched on for this, and stays on until a cell on it has ended." } : row;
        }
        finally
        {
            keeper.EndLook(machine.Host);
        }
    }

    private CheckRow Settle(PoolMachine machine, Sight sight, bool ordered, DateTimeOffset began, long? boot)
    {
        var finding = Findings.Of(machine, sight);
        keeper.Found(machine, finding, ordered, began);
        var tainted = keeper.Roster.Taints.GetValueOrDefault(machine.Host);
        var detail = finding.Trouble.Length > 0 ? finding.Trouble : tainted is { Cause: TaintCause.Birth } ? $"it is tainted by a birth, `cell pool clean {machine.Host}` ends that: {tainted.Reason}" : "";
        return new CheckRow(1, machine.Host, detail.Length == 0, detail)
        {
            ConnectMs = (long)sight.Took.TotalMilliseconds,
            Architecture = sight.Greeting?.Architecture,
            Libc = sight.Greeting?.Libc,
            FreeMiB = sight.Greeting?.FreeKiB / 1024,
            Clock = sight.ClockAhead is { } ahead ? Math.Round(ahead.TotalSeconds) : null,
            Relics = sight.Greeting?.Relics,
            BootMs = boot,
        };
    }

    private async Task LookAsync(NextLook next, CancellationToken stopping)
    {
        var machine = next.Machine;
        var last = looks.GetValueOrDefault(machine.Host) ?? LastLook.None;
        try
        {
            if (next.Ended)
            {
                var began = time.GetUtcNow();
                var finding = Findings.Of(machine, await SightAsync(machine, stopping));
                if (finding.Blank || finding.Silent)
                {
                    keeper.Found(machine, finding.Blank ? finding : finding with { Trouble = "" }, ordered: false, began);
                }

                looks[machine.Host] = finding.Blank ? LastLook.None with { At = time.GetUtcNow() } : new LastLook(time.GetUtcNow(), last.Misses + 1);
                if (finding.Blank)
                {
                    LogFreed(machine.Host);
                }
            }
            else
            {
                looks[machine.Host] = new LastLook(time.GetUtcNow(), 0);
                await SpareAsync(next, stopping);
            }
        }
        catch (IOException fault)
        {
            looks[machine.Host] = new LastLook(time.GetUtcNow(), last.Misses + 1);
            LogNotLooked(machine.Host, fault.Message);
        }
    }

    // One that is off and was looked at today stays off.
    private async Task SpareAsync(NextLook next, CancellationToken stopping)
    {
        if (next.Wake || next.Machine.Power is null)
        {
            await CheckAsync(next.Machine, ordered: false, stopping);
            return;
        }

        var began = time.GetUtcNow();
        var finding = Findings.Of(next.Machine, await SightAsync(next.Machine, stopping));
        keeper.Found(next.Machine, finding.Silent ? finding with { Trouble = "" } : finding, ordered: false, began);
    }

    private async Task<Sight> SightAsync(PoolMachine machine, CancellationToken cancellation)
    {
        using var key = new PrivateKeyFile(new MemoryStream(Encoding.ASCII.GetBytes(poolKey())));
        return await StemLook.AtAsync(machine, key, time, cancellation);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Machine} was seen blank: it is free.")]
    private partial void LogFreed(string machine);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Machine} was not looked at: {Reason}")]
    private partial void LogNotLooked(string machine, string reason);
}
