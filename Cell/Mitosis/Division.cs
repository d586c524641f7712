using System.Security.Cryptography;
using System.Text;
using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;
using Microsoft.Extensions.Logging;
using Renci.SshNet;

namespace Cell.Mitosis;

/// <summary>The mother's part of one birth, in ten steps. Correctness never depends on her: until the guard's commit the machine undoes
/// everything by itself, and after it her silence leaves a daughter that never gets work.</summary>
internal sealed partial class Division(Mother mother, Leave leave, MotherJournal journal, TimeProvider time, ILogger log)
{
    // Not proved in 60 s after the commit: tainted. Three tries and their connections fit into it.
    private const int ProofTries = 3;
    private static readonly TimeSpan ProofPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan CommitPatience = TimeSpan.FromSeconds(70);
    private const int ReportTries = 6;

    private readonly long start = time.GetTimestamp();

    /// <param name="tell">Told of each step as it begins or ends.</param>
    /// <param name="cancellation">Counts until the commit: before it the machine undoes the birth, after it the birth is brought to its end.</param>
    public async Task<DivisionEnd> RunAsync(DivideOrder order, Action<DivideProgress> tell, CancellationToken cancellation)
    {
        void Tell(int step, string name, string detail) => tell(new DivideProgress(1, step, name, detail, Elapsed(), false, 0));

        var end = await TryAsync(order, Tell, cancellation);
        tell(new DivideProgress(1, 10, end.Verdict == DivisionVerdict.Proved ? "done" : "failed", end.Detail, Elapsed(), true, (int)end.Verdict));
        return end;
    }

    private async Task<DivisionEnd> TryAsync(DivideOrder order, Action<int, string, string> tell, CancellationToken cancellation)
    {
        Ticket? ticket = null;
        try
        {
            RequireLeave("");
            if (await mother.UnfitAsync(order.Role) is { } unfit)
            {
                return new DivisionEnd(DivisionVerdict.Refused, unfit);
            }

            var answer = await leave.TicketAsync(order.Target, order.Role, news => tell(1, "wake", news), time, cancellation);
            if (answer.Refusal.Length > 0)
            {
                return new DivisionEnd(DivisionVerdict.Refused, answer.Refusal);
            }

            ticket = Read(answer);
            var machine = Machine(ticket);
            await journal.BeginAsync(ticket, time.GetUtcNow(), cancellation);
            tell(1, "ticket", $"birth {ticket.Birth}: a {order.Role.ToString().ToLowerInvariant()} on {machine.Host}");
            return await BearAsync(ticket, answer, machine, tell, cancellation);
        }
        catch (BirthFailedException failed)
        {
            LogFailed(ticket?.Birth, ticket?.Machine, failed.Message);
            if (ticket is not null)
            {
                await FailAsync(ticket, failed);
            }

            return new DivisionEnd(failed.Verdict, failed.Message);
        }
        catch (TissueException fault)
        {
            return new DivisionEnd(DivisionVerdict.Unreachable, $"No ticket: {fault.Message}");
        }
        catch (OperationCanceledException)
        {
            return new DivisionEnd(DivisionVerdict.Refused, "Interrupted before a ticket was given.");
        }
    }

    // Also between the ticket and the signature: an order to stop may have come meanwhile.
    private void RequireLeave(string outlook)
    {
        if (leave.Forbidden() is { } reason)
        {
            throw new BirthFailedException(DivisionVerdict.Refused, outlook.Length == 0, reason + outlook);
        }
    }

    private async Task<DivisionEnd> BearAsync(Ticket ticket, TicketAnswer answer, PoolMachine machine, Action<int, string, string> tell, CancellationToken cancellation)
    {
        using var poolKey = new PrivateKeyFile(new MemoryStream(Encoding.ASCII.GetBytes(mother.Secrets.PoolKey)));
        using var witness = new Witness();
        await using var proof = new AccessProof(machine, poolKey, witness);
        var approach = new Approach(machine, tell, time);
        var channel = await approach.ConnectAsync(poolKey, cancellation);
        Task? closing = null;
        try
        {
            var frames = await approach.CopyAsync(channel, mother.Genome, cancellation);
            var talk = new BirthTalk(frames, machine.Host, channel.Errors, time, cancellation);
            var daughter = await ImplantAsync(talk, ticket, answer, machine, witness, proof, tell, cancellation);

            // Nothing more comes over it: it ends while the proof is made.
            closing = Task.Run(async () => await channel.DisposeAsync(), CancellationToken.None);
            return await ProveAsync(ticket, daughter, machine, proof, tell);
        }
        finally
        {
            await (closing ?? channel.DisposeAsync().AsTask());
        }
    }

    private async Task<CellId> ImplantAsync(
        BirthTalk talk, Ticket ticket, TicketAnswer answer, PoolMachine machine, Witness witness, AccessProof proof, Action<int, string, string> tell, CancellationToken cancellation)
    {
        try
        {
            var order = new BirthOrder(answer.Envelope, answer.Signers, mother.Envelope, mother.Revocations, time.GetUtcNow(), witness.PublicLine, witness.Nonce) { Bequest = answer.Bequest };
            await talk.SendAsync(new Frame(Frame.Order) { Birth = order });
            await talk.ExpectAsync(Frame.Claimed, FrameChannel.Silence);
            tell(4, "claim", "its state file says that it is taken");
            await talk.ExpectAsync(Frame.Guarded, FrameChannel.Silence);
            tell(5, "guard", "in place");
            var request = (await talk.ExpectAsync(Frame.Request, FrameChannel.Silence)).SigningRequest ?? [];
            RequireLeave($" {machine.Host} undoes the birth by itself.");
            if (cancellation.IsCancellationRequested)
            {
                // Nothing is signed any more: what comes is the machine's word that it is undone.
                await talk.ExpectAsync(Frame.Refused, FrameChannel.Silence);
            }

            var (daughter, identity) = Sign(request, ticket, machine);
            var noted = journal.SignedAsync(ticket, daughter, CancellationToken.None);
            await talk.SendAsync(new Frame(Frame.Identity) { Certificate = identity });
            await noted;
            tell(6, "sign", $"daughter {daughter}");
            proof.Prepare();
            await talk.ExpectAsync(Frame.Started, CommitPatience);
            tell(7, "start", "her unit runs");
            var committed = await talk.ExpectAsync(Frame.Committed, CommitPatience);
            if (committed.Detail is null)
            {
                proof.Offer();
            }

            await journal.CommittedAsync(ticket.Birth, CancellationToken.None);
            await ReportAsync(new BirthReport(1, ticket.Birth, BirthState.Born, daughter, $"committed by the machine's guard{(StoreOf(ticket) is { } store ? $"; {store.Reason}" : "")}"));
            if (committed.Detail is { } open)
            {
                throw new BirthFailedException(DivisionVerdict.NotProved, false, $"{machine.Host} still lets the pool key in: {open}.");
            }

            tell(8, "born", "committed by the machine's guard");
            return daughter;
        }
        catch (Exception fault) when (BirthTalk.IsOfTheLink(fault))
        {
            throw new BirthFailedException(DivisionVerdict.NotProved, false, talk.Broken(fault));
        }
    }

    private StoreChoice? StoreOf(Ticket ticket) => ticket.Role == Role.Api ? mother.Store : null;

    private (CellId Daughter, BirthIdentity Identity) Sign(byte[] request, Ticket ticket, PoolMachine machine)
    {
        var key = BirthRequest.KeyOf(request) ?? throw new IOException("its request is not signed by a P-256 key");
        var now = time.GetUtcNow();
        var daughter = CellId.New(time);
        var certificate = mother.Bear(key, daughter, new CertificateFacts(machine.Host, 0, [ticket.Role]), now);
        var listen = mother.Genome.Genes.Listen;
        var secrets = new SecretLot(1, mother.Secrets.For([ticket.Role]));
        var facts = new BirthFacts(1, ticket.Birth, mother.Id, listen.Public, listen.Tissue, mother.Greet) { Store = StoreOf(ticket)?.Kind };
        return (daughter, new BirthIdentity(Pem.Text([certificate, .. mother.Signer.Chain]), facts.ToJson(), SealedSecret.Seal(secrets.ToJson(), key.ExportSubjectPublicKeyInfo())));
    }

    private async Task<DivisionEnd> ProveAsync(Ticket ticket, CellId daughter, PoolMachine machine, AccessProof proof, Action<int, string, string> tell)
    {
        var trouble = "";
        for (var attempt = 0; attempt < ProofTries; attempt++)
        {
            if (attempt > 0)
            {
                await Task.Delay(ProofPause, time, CancellationToken.None);
            }

            trouble = await proof.TryAsync(CancellationToken.None);
            if (trouble is null)
            {
                const string Proof = "the pool key opens nothing: the witness answered the nonce, and sshd -T shows no other way in";
                if (!await ReportAsync(new BirthReport(1, ticket.Birth, BirthState.Proved, daughter, Proof)))
                {
                    throw new BirthFailedException(DivisionVerdict.NotProved, false, $"The proof stands, but no health cell took the report of birth {ticket.Birth}: the daughter gets no work and is stopped.");
                }

                tell(9, "prove", Proof);
                await journal.EndAsync(ticket, "proved", CancellationToken.None);
                tell(10, "remember", $"daughter {daughter} on {machine.Host}");
                LogProved(daughter, machine.Host);
                return new DivisionEnd(DivisionVerdict.Proved, $"{daughter} lives on {machine.Host}.");
            }
        }

        throw new BirthFailedException(DivisionVerdict.NotProved, false, $"{machine.Host}: the access that was used is not proved useless: {trouble}. The daughter is stopped.");
    }

    private async Task FailAsync(Ticket ticket, BirthFailedException failed)
    {
        var committed = journal.Of(ticket) is { Committed: true };
        if (committed || failed.Undone)
        {
            await ReportAsync(new BirthReport(1, ticket.Birth, committed ? BirthState.Tainted : BirthState.Undone, null, failed.Message));
        }

        await journal.EndAsync(ticket, failed.Message, CancellationToken.None);
    }

    // The keepers' word is needed for the daughter's work and for the machine's freedom; without it they find out by their own deadline.
    private async Task<bool> ReportAsync(BirthReport report)
    {
        for (var attempt = 1; attempt <= ReportTries; attempt++)
        {
            try
            {
                await leave.ReportAsync(report, CancellationToken.None);
                return true;
            }
            catch (TissueException fault)
            {
                LogReport(report.Birth, fault.Message);
                await Task.Delay(TimeSpan.FromSeconds(attempt), time, CancellationToken.None);
            }
        }

        return false;
    }

    private Ticket Read(TicketAnswer answer)
    {
        var keys = answer.Signers.Count == 0
            ? [mother.Signer.Certificate.PublicKey.ExportSubjectPublicKeyInfo()]
            : answer.Signers.Select(chain => Pem.Read(chain)[0].PublicKey.ExportSubjectPublicKeyInfo());
        return TicketSigning.Read(answer.Envelope, keys) ?? throw new BirthFailedException(DivisionVerdict.Refused, true, "The health cell's ticket cannot be read.");
    }

    // Invariant 1: whatever the ticket says, only a machine of the signed pool is connected to.
    private PoolMachine Machine(Ticket ticket) =>
        mother.Genome.Genes.Pool.Machines.FirstOrDefault(machine => machine.Host == ticket.Machine && machine is { Founder: false, HostKey.Length: > 0 })
            ?? throw new BirthFailedException(DivisionVerdict.Refused, true, $"{ticket.Machine} is no machine of the signed pool that may be born on.");

    private long Elapsed() => (long)time.GetElapsedTime(start).TotalMilliseconds;

    [LoggerMessage(Level = LogLevel.Information, Message = "Bore {Daughter} on {Machine}: the access is given up and proved useless.")]
    private partial void LogProved(CellId daughter, string machine);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Birth {Birth} on {Machine} failed: {Reason}")]
    private partial void LogFailed(string? birth, string? machine, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The report of birth {Birth} was not taken yet: {Reason}")]
    private partial void LogReport(string birth, string reason);
}
