using System.Collections.Concurrent;
using Cell.Genome;
using Cell.Mitosis;
using Cell.Tissue;
using Microsoft.Extensions.Logging;

namespace Cell.Health;

/// <summary>Does what the roster says about power: switches on what is reserved, puts to sleep what is tired. One thing a machine at a time.</summary>
internal sealed partial class Waker(RosterKeeper keeper, LivingGenome genome, MachinePower power, TimeProvider time, ILogger<Waker> log)
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    // A machine that is on already answers within this, so its mother need not ask twice.
    private static readonly TimeSpan Brief = TimeSpan.FromMilliseconds(700);

    // Which cannot be put to sleep is tried again after so long.
    private static readonly TimeSpan Restless = TimeSpan.FromMinutes(10);

    private readonly Dictionary<string, Task> busy = [];
    private readonly ConcurrentDictionary<string, long> restless = new(StringComparer.Ordinal);
    private TaskCompletionSource bell = Bell();

    /// <summary>A ticket; for a machine that can be switched, once it is on.</summary>
    public async Task<TicketAnswer> TicketAsync(TicketRequest request, CancellationToken cancellation)
    {
        if (request.Proposal is { } proposal)
        {
            return keeper.Cosign(request, proposal);
        }

        var answer = keeper.Sign(request);
        if (answer.Waking is not { } machine)
        {
            return answer;
        }

        Ring();
        return await AwaitAsync(machine, Brief, cancellation) ? keeper.Sign(request) : answer;
    }

    /// <summary>Switches a machine on to look at it; <see cref="RosterKeeper.EndLook"/> lets it go.</summary>
    /// <returns>Why it is not on; null: it is.</returns>
    public async Task<string?> SwitchOnAsync(PoolMachine machine, CancellationToken cancellation)
    {
        if (keeper.BeginLook(machine) is { } refusal)
        {
            return refusal;
        }

        Ring();
        await AwaitAsync(machine.Host, (machine.Power?.Boot ?? TimeSpan.Zero) + Brief, cancellation);
        return keeper.Roster.Wakings.GetValueOrDefault(machine.Host) is { On: true } ? null
            : keeper.Roster.Taints.GetValueOrDefault(machine.Host)?.Reason ?? $"{machine.Host} is not on.";
    }

    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                await Task.WhenAny(Volatile.Read(ref bell).Task, Task.Delay(Beat, time, stopping));
                stopping.ThrowIfCancellationRequested();
                Volatile.Write(ref bell, Bell());
                await CollectAsync();
                foreach (var waking in keeper.Roster.Wakings.Values.Where(waking => !waking.On && !busy.ContainsKey(waking.Machine)))
                {
                    busy[waking.Machine] = GuardedAsync(() => WakeAsync(waking, stopping), stopping);
                }

                foreach (var tired in keeper.Roster.Powers.Values.Where(IsTired))
                {
                    busy[tired.Machine] = GuardedAsync(() => SleepAsync(tired.Machine, stopping), stopping);
                }
            }
        }
        finally
        {
            await Task.WhenAll(busy.Values);
        }
    }

    private bool IsTired(MachinePowerState one) => one.State == PowerState.Tired && !busy.ContainsKey(one.Machine)
        && !(restless.TryGetValue(one.Machine, out var since) && time.GetElapsedTime(since) < Restless);

    private async Task CollectAsync()
    {
        foreach (var (machine, work) in busy.Where(pair => pair.Value.IsCompleted).ToList())
        {
            await work;
            busy.Remove(machine);
        }
    }

    private async Task WakeAsync(Waking waking, CancellationToken stopping)
    {
        var machine = Find(waking.Machine);
        var left = waking.Until - time.GetUtcNow();
        var trouble = machine is null ? $"{waking.Machine} is in the pool no more."
            : await power.IsOnAsync(machine, stopping) ? null
            : await power.WakeAsync(machine, left, stopping);
        if (trouble is null)
        {
            keeper.Woken(waking.Machine);
            LogOn(waking.Machine, (time.GetUtcNow() - waking.Since).TotalSeconds);
        }
        else
        {
            keeper.NotWoken(waking.Machine, trouble);
        }
    }

    private async Task SleepAsync(string host, CancellationToken stopping)
    {
        var machine = Find(host);
        if (machine is not { Power.Sleep: SleepWay.Command } || keeper.Roster.Wakings.ContainsKey(host) || Findings.IsBusy(keeper.Roster, machine))
        {
            keeper.Seen(host, PowerState.On);
        }
        else if (await power.SleepAsync(machine, stopping) is { } trouble)
        {
            restless[host] = time.GetTimestamp();
            LogRestless(trouble);
        }
        else
        {
            keeper.Seen(host, PowerState.Off);
            LogOff(host);
        }
    }

    private PoolMachine? Find(string host) => genome.Genes.Pool.Machines.FirstOrDefault(machine => machine.Host == host && !machine.Founder);

    private async Task<bool> AwaitAsync(string machine, TimeSpan patience, CancellationToken cancellation)
    {
        var start = time.GetTimestamp();
        while (keeper.Roster.Wakings.GetValueOrDefault(machine) is { On: false })
        {
            if (time.GetElapsedTime(start) > patience)
            {
                return false;
            }

            await Task.Delay(Look, time, cancellation);
        }

        return true;
    }

    private void Ring() => Volatile.Read(ref bell).TrySetResult();

    private static TaskCompletionSource Bell() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task GuardedAsync(Func<Task> work, CancellationToken stopping)
    {
        try
        {
            await work();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The next start goes on with it.
        }
        catch (IOException fault)
        {
            LogUnkept(fault.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Machine} is on, {Seconds:0.0} s after it was asked for.")]
    private partial void LogOn(string machine, double seconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Machine} is blank and was put to sleep.")]
    private partial void LogOff(string machine);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Trouble} It is tried again in 10 min.")]
    private partial void LogRestless(string trouble);

    [LoggerMessage(Level = LogLevel.Error, Message = "What became of a machine's power could not be kept: {Reason}")]
    private partial void LogUnkept(string reason);
}
