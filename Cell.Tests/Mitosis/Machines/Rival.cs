using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;
using Renci.SshNet;

namespace Cell.Mitosis;

/// <summary>Another mother with the same pool key and the true binary, whose ticket comes from wherever she says.</summary>
internal sealed class Rival(StemPool pool, string machine)
{
    public static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <summary>With a ticket of the root, as the first cells of an organism have: no keeper knows of it.</summary>
    public async Task<string> TryAsync()
    {
        using var root = pool.Operator.UnlockRoot().Key;
        return await TryAsync(ticket => TicketSigning.Sign(ticket, root), []);
    }

    /// <returns>What kept her out, or "claimed": then she goes away, and the machine undoes it.</returns>
    public async Task<string> TryAsync(Func<Ticket, string> sign, IReadOnlyList<string> signers)
    {
        var envelope = await File.ReadAllBytesAsync(pool.Operator.Genome);
        var roots = pool.Operator.Roots().Select(root => root.PublicKey.ExportSubjectPublicKeyInfo()).ToList();
        var organism = OrganismId.Of(roots[0]);
        var genome = ((GenomeVerdict.Adopted)GenomeAdoption.Judge(null, envelope, organism, roots, Now)).Genome;
        var ticket = new Ticket(1, organism.Value, "rival", machine, null, Role.Crawler, Now + Ticket.Lifetime, 0);
        using var key = new PrivateKeyFile(pool.Operator.PoolKey);
        using var witness = new Witness();
        try
        {
            await using var channel = await StemChannel.OpenAsync(genome.Genes.Pool.Machines.Single(entry => entry.Host == machine), key, TimeProvider.System, CancellationToken.None);
            await channel.GreetingAsync(CancellationToken.None);
            await using var binary = File.OpenRead(Nursery.Binary);
            var frames = await channel.SendAsync(organism.Value, genome.Binaries[BinaryGene.Architecture].Signature, binary, CancellationToken.None);
            await frames.SendAsync(new Frame(Frame.Order) { Birth = new BirthOrder(sign(ticket), signers, envelope, [], Now, witness.PublicLine, witness.Nonce) }, CancellationToken.None);
            var answer = await frames.ReceiveAsync(CancellationToken.None);
            return answer.Step == Frame.Refused ? answer.Detail ?? "" : answer.Step;
        }
        catch (IOException kept)
        {
            return kept.Message;
        }
    }
}
