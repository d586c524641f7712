using System.Security.Cryptography;
using Cell.Genome;
using Cell.Identity;
using Cell.Mitosis;
using Cell.Tissue;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cell.Cli;

/// <summary>The first cell of an organism that has none: the root key signs the ticket and bears a health cell, from the operator's machine. She keeps the roster; all others are borne by tickets of hers.</summary>
internal static class RootDivision
{
    private static readonly TimeSpan Brief = TimeSpan.FromMilliseconds(700);

    public static async Task<DivisionEnd> RunAsync(OperatorFolder folder, RootAccess access, DivideOrder order, Action<DivideProgress> tell, CancellationToken cancellation)
    {
        var genome = Organisms.Signed(folder) ?? throw new CommandFailure(ExitCode.InvalidGenome, $"{folder.Genome} is missing: cell init --resign makes it.");
        if (Refusal(genome, order, TimeProvider.System.GetUtcNow()) is { } refusal)
        {
            throw new CommandFailure(ExitCode.Refused, refusal);
        }

        if (BrakeOrdering.Held(folder).Holds is { } reason)
        {
            throw new CommandFailure(ExitCode.Refused, reason);
        }

        var root = access.Unlock(folder, "bear the first cell");
        var machine = genome.Genes.Pool.Machines.First(entry => entry.Host == order.Target);
        var tissue = $"https://{Addresses.Of(machine)}:{genome.Genes.Listen.Tissue}";
        OperatorSecrets.Sign(folder, root.Key);
        using var client = new TissueClient(() => TissueHandler.Of(() => CellLink.OperatorTls(folder)));
        var revocations = Organisms.Revocations(folder);
        var power = new MachinePower(() => OperatorSecrets.Signed(folder).Of(Role.Health)?.Values ?? new Dictionary<string, string>(), TimeProvider.System);
        var waking = new Lazy<Task<string?>>(() => OnAsync(power, machine, cancellation));
        var leave = new Leave((target, role, _) => AskAsync(waking.Value, target, () => Sign(root, genome, revocations.Now, target, role)), (report, token) => ReportAsync(client, tissue, report, token)) { Forbidden = () => BrakeOrdering.Held(folder).Holds };
        await using var journal = new MotherJournal(folder.Journal, TimeProvider.System);
        var mother = new Mother(root, null, genome, File.ReadAllBytes(folder.Genome), revocations.Envelope, OperatorSecrets.Signed(folder), []);
        var end = await new Division(mother, leave, journal, TimeProvider.System, NullLogger.Instance).RunAsync(order, tell, cancellation);
        if (end.Verdict == DivisionVerdict.Proved)
        {
            FounderFiles.KeepGreet(folder.Greet, [.. FounderFiles.Greet(folder.Greet), tissue]);
        }

        return end;
    }

    internal static string? Refusal(SignedGenome genome, DivideOrder order, DateTimeOffset now) => true switch
    {
        _ when order.Role != Role.Health => "No cell of this organism is known here. `cell start` founds one on this box; or the root key bears the first one, a health cell: --role health.",
        _ when genome.Genes.Division == DivisionMode.Paused => "Division is paused in the genome.",
        _ when genome.Expires <= now => $"The genome expired at {genome.Expires:u}: `cell init --resign` makes the next one.",
        _ when genome.Genes.Population[Role.Health].Max < 1 => "population.health.max is 0.",
        _ when !genome.Genes.Pool.Machines.Any(machine => machine.Host == order.Target && !machine.Founder) => $"{order.Target} is not a machine of the signed pool: `cell pool add {order.Target}` puts it there.",
        _ when !genome.Genes.HealthHosts.Contains(order.Target) => $"{order.Target} is not in health.hosts of cell.json: health cells are born only there.",
        _ => null,
    };

    /// <returns>Why it is not on; null: it is.</returns>
    private static async Task<string?> OnAsync(MachinePower power, PoolMachine machine, CancellationToken cancellation) =>
        machine.Power is not { Boot: var boot } || await power.IsOnAsync(machine, cancellation) ? null : await power.WakeAsync(machine, boot, cancellation);

    // As a keeper does: the ticket is signed when the machine is on, for it does not last long.
    private static async Task<TicketAnswer> AskAsync(Task<string?> waking, string target, Func<TicketAnswer> sign)
    {
        await Task.WhenAny(waking, Task.Delay(Brief, TimeProvider.System, CancellationToken.None));
        return !waking.IsCompleted ? new TicketAnswer(1, "", [], "") { Waking = target }
            : await waking is { } trouble ? new TicketAnswer(1, "", [], trouble)
            : sign();
    }

    private static TicketAnswer Sign(Signer root, SignedGenome genome, Revocations revoked, string target, Role role)
    {
        var now = TimeProvider.System.GetUtcNow();
        var ticket = new Ticket(1, genome.Organism.Value, Guid.CreateVersion7(now).ToString("D"), target, null, role, now + Ticket.Lifetime, revoked.Version);
        return new TicketAnswer(1, TicketSigning.Sign(ticket, root.Key), [], "");
    }

    // She is the keeper of her own birth: before the commit there is nobody to tell.
    private static async Task ReportAsync(TissueClient client, string tissue, BirthReport report, CancellationToken cancellation)
    {
        if (report.State != BirthState.Undone)
        {
            await client.PostAsync(tissue, "/v1/birth", report, TissueJson.Default.BirthReport, TissueJson.Default.BirthReport, cancellation);
        }
    }
}
