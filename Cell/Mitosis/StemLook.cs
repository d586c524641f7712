using Cell.Genome;
using Renci.SshNet;

namespace Cell.Mitosis;

internal enum SightKind
{
    Greeted,
    Unreachable,
    HostKeyChanged,
    KeyRefused,
    /// <summary>The pool key opened a session, in which no receptor greeted.</summary>
    Strange,
}

/// <summary>What a look at a machine of the pool saw.</summary>
/// <param name="Detail">What went wrong; "" when it greeted.</param>
/// <param name="Took">From the call until the greeting, or until it failed.</param>
/// <param name="ClockAhead">By so much its clock is ahead of this one.</param>
internal sealed record Sight(SightKind Kind, Greeting? Greeting, string Detail, TimeSpan Took, TimeSpan? ClockAhead);

/// <summary>Comes as a mother would, reads the receptor's greeting and goes: nothing is left on the machine.</summary>
internal static class StemLook
{
    /// <param name="machine">Of the signed pool.</param>
    public static async Task<Sight> AtAsync(PoolMachine machine, IPrivateKeySource poolKey, TimeProvider time, CancellationToken cancellation)
    {
        var start = time.GetTimestamp();
        Sight Failed(SightKind kind, string detail) => new(kind, null, detail, time.GetElapsedTime(start), null);
        try
        {
            await using var channel = await StemChannel.OpenAsync(machine, poolKey, time, cancellation);
            var greeting = await channel.GreetingAsync(cancellation);
            // It tells whole seconds, and was at the half of one on average.
            return new Sight(SightKind.Greeted, greeting, "", time.GetElapsedTime(start), greeting.Now + TimeSpan.FromSeconds(0.5) - time.GetUtcNow());
        }
        catch (StemException refused)
        {
            return Failed(refused.Trouble switch { StemTrouble.HostKeyChanged => SightKind.HostKeyChanged, StemTrouble.KeyRefused => SightKind.KeyRefused, _ => SightKind.Unreachable }, refused.Message);
        }
        catch (Exception fault) when (fault is IOException or Renci.SshNet.Common.SshException)
        {
            return Failed(SightKind.Strange, $"{machine.Host}: {fault.Message.TrimEnd('.')}.");
        }
    }
}
