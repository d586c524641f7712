using Cell.Genome;

namespace Cell.Mitosis;

/// <summary>Switches machines of the pool on and off. By health cells only, and for the first cell by the operator: who else has no power secrets.</summary>
/// <param name="secrets">Of the health role, read when they are needed.</param>
internal sealed class MachinePower(Func<IReadOnlyDictionary<string, string>> secrets, TimeProvider time)
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan CommandPatience = TimeSpan.FromSeconds(60);

    public Task<bool> IsOnAsync(PoolMachine machine, CancellationToken cancellation) => SshBanner.AnswersAsync(machine.Host, time, cancellation);

    /// <summary>Wakes it and waits until its sshd answers.</summary>
    /// <param name="patience">At most its boot limit.</param>
    /// <returns>Why it is not on; null: it is.</returns>
    public async Task<string?> WakeAsync(PoolMachine machine, TimeSpan patience, CancellationToken cancellation)
    {
        if (machine.Power is not { } power)
        {
            return $"{machine.Host} has no \"power\" in the pool: nothing can wake it.";
        }

        var start = time.GetTimestamp();
        var told = "";
        try
        {
            TimeSpan? sent = null;
            while (time.GetElapsedTime(start) is var elapsed && elapsed < patience)
            {
                // A packet may get lost; a command was obeyed or it failed.
                if (sent is null || (power.Wake == WakeWay.Lan && elapsed - sent > Again))
                {
                    sent = elapsed;
                    told = await SendAsync(machine, power, patience - elapsed, cancellation);
                }

                if (await IsOnAsync(machine, cancellation))
                {
                    return null;
                }

                await Task.Delay(Look, time, cancellation);
            }

            return $"{machine.Host} did not boot within {Units.Text(power.Boot)}{(told.Length > 0 ? $"; the command to wake it said: {told}" : "")}.";
        }
        catch (IOException fault)
        {
            return $"{machine.Host} could not be woken: {fault.Message}.";
        }
    }

    /// <summary>Puts a blank machine to sleep and waits until its sshd answers no more.</summary>
    /// <returns>Why it is not off; null: it is.</returns>
    public async Task<string?> SleepAsync(PoolMachine machine, CancellationToken cancellation)
    {
        if (machine.Power is not { Sleep: SleepWay.Command } power)
        {
            return $"{machine.Host} has no \"sleep\": \"command\" in the pool.";
        }

        try
        {
            var start = time.GetTimestamp();
            var told = await PowerCommand.RunAsync("sleep", machine, secrets(), CommandPatience, time, cancellation);
            while (await IsOnAsync(machine, cancellation))
            {
                if (time.GetElapsedTime(start) > power.Boot)
                {
                    return $"{machine.Host} is still on {Units.Text(power.Boot)} after the command to put it to sleep{(told.Length > 0 ? $", which said: {told}" : "")}.";
                }

                await Task.Delay(Look, time, cancellation);
            }

            return null;
        }
        catch (IOException fault)
        {
            return $"{machine.Host} could not be put to sleep: {fault.Message}.";
        }
    }

    private async Task<string> SendAsync(PoolMachine machine, PowerGenes power, TimeSpan patience, CancellationToken cancellation)
    {
        if (power.Wake == WakeWay.Command)
        {
            return await PowerCommand.RunAsync("wake", machine, secrets(), patience, time, cancellation);
        }

        await MagicPacket.SendAsync(power.Mac, power.Broadcast, time, cancellation);
        return "";
    }
}
