using Cell.Genome;
using Renci.SshNet;
using Renci.SshNet.Common;

namespace Cell.Mitosis;

/// <summary>Steps 2 and 3: the mother gets onto the machine, and her binary with her. Whatever fails here leaves it as it was.</summary>
internal sealed class Approach(PoolMachine machine, Action<int, string, string> tell, TimeProvider time)
{
    /// <exception cref="BirthFailedException">There is no way in, or the machine is not fit.</exception>
    public async Task<StemChannel> ConnectAsync(IPrivateKeySource poolKey, CancellationToken cancellation)
    {
        StemChannel? channel = null;
        try
        {
            channel = await StemChannel.OpenAsync(machine, poolKey, time, cancellation);
            var greeting = await channel.GreetingAsync(cancellation);
            if (greeting.Unfit(machine.Host, BinaryGene.Architecture) is { } unfit)
            {
                throw new BirthFailedException(DivisionVerdict.Unfit, true, unfit);
            }

            tell(2, "connect", $"{greeting.Architecture}, {greeting.Libc}, {greeting.FreeKiB / 1024} MiB free");
            var opened = channel;
            channel = null;
            return opened;
        }
        catch (StemException refused)
        {
            throw new BirthFailedException(refused.Trouble == StemTrouble.Unreachable ? DivisionVerdict.Unreachable : DivisionVerdict.Refused, true, refused.Message);
        }
        catch (Exception fault) when (fault is IOException or SshException)
        {
            throw new BirthFailedException(DivisionVerdict.Unfit, true, $"{machine.Host}: {fault.Message}.");
        }
        catch (OperationCanceledException)
        {
            throw new BirthFailedException(DivisionVerdict.NotProved, true, $"Interrupted before {machine.Host} was touched.");
        }
        finally
        {
            if (channel is not null)
            {
                await channel.DisposeAsync();
            }
        }
    }

    /// <summary>Nothing but the receptor's staging folder is touched by it, and the receptor clears that by itself.</summary>
    /// <exception cref="BirthFailedException">It did not get through.</exception>
    public async Task<FrameChannel> CopyAsync(StemChannel channel, SignedGenome genome, CancellationToken cancellation)
    {
        try
        {
            await using var binary = File.OpenRead("/proc/self/exe");
            var frames = await channel.SendAsync(genome.Organism.Value, genome.Binaries[BinaryGene.Architecture].Signature, binary, cancellation);
            tell(3, "copy", $"{binary.Length} bytes, {channel.OnWire} on the wire");
            return frames;
        }
        catch (OperationCanceledException)
        {
            throw new BirthFailedException(DivisionVerdict.NotProved, true, $"Interrupted before {machine.Host} was claimed.");
        }
        catch (Exception fault) when (BirthTalk.IsOfTheLink(fault))
        {
            throw new BirthFailedException(DivisionVerdict.Unreachable, true, $"The link to {machine.Host} broke: {fault.Message.TrimEnd('.')}{channel.Errors()}.");
        }
    }
}
