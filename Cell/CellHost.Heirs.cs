using Cell.Genome;
using Cell.Health;
using Cell.Identity;
using Cell.Mitosis;
using Cell.Tissue;

namespace Cell;

/// <summary>What a cell that is no health cell does for the day on which none lives any more.</summary>
internal sealed partial class CellHost
{
    private static readonly TimeSpan HeirBeat = TimeSpan.FromSeconds(3);

    private void AddHeirs()
    {
        if (Has(Role.Health))
        {
            return;
        }

        var watch = new VacancyWatch(heartbeats, settings.Genome, time);
        var seal = new HeirSeal(settings.Self, settings.Papers, () => heartbeats.Roster, () => watch.Lasts, settings.Data.SignedBirth, time);
        seal.Open(tissueDoor);
        var heirs = new HeirCouncil(settings.Papers, seal, client, () => heartbeats.Roster, time);
        var inheritance = new Inheritance(settings.Self, new Wills(heartbeats, client), watch, heirs, InheritAsync, time, Logger<Inheritance>());
        var legacy = new LegacyPost(seal, heartbeats, client, () => Secrets().For(settings.Self.Facts.Roles), Logger<LegacyPost>());
        loops.Add(("heirs", async stopping =>
        {
            using var timer = new PeriodicTimer(HeirBeat, time);
            while (await timer.WaitForNextTickAsync(stopping))
            {
                await inheritance.BeatAsync(stopping);
                await legacy.TellAsync(stopping);
            }
        }));
    }

    // Where a health cell may have been born of which this cell was not told.
    private IReadOnlyList<string> Seats() =>
        [.. settings.Genome.Genes.HealthHosts.Select(host => Whereabouts.Of(host, settings.Genome.Genes.Listen.Tissue, settings.Genome.Genes)?.GetLeftPart(UriPartial.Authority)).OfType<string>()];

    // Of a health cell that heirs let be born: they tell her what the last ones knew.
    private void AddLegacy(RosterKeeper keeper)
    {
        if (Bequest.Of(settings.Self.Credentials.Leaf) is not { Will: var signed } || Will.Look(signed.Envelope) is not { } will)
        {
            return;
        }

        tissueDoor.MapJson("/v1/legacy", TissueJson.Default.Legacy, TissueJson.Default.Legacy, (legacy, sender, _) =>
        {
            if (sender.Id is not { } teller || will.Of(teller)?.Key.SequenceEqual(sender.Key) != true)
            {
                throw new RefusedException("Only the heirs whom the will names tell of those before.");
            }

            keeper.Inherit(legacy.Births);
            foreach (var refusal in legacy.Bundles.Select(bundle => Secrets().Offer(bundle, settings.Self.Facts.Roles)).Where(refusal => refusal.Length > 0))
            {
                LogSecretsRefused(refusal);
            }

            return Task.FromResult(legacy with { Bundles = [] });
        });
    }

    // She keeps the roster of her own birth: before the commit there is nobody to tell.
    private async Task<DivisionEnd> InheritAsync(Bequest bequest, string machine, CancellationToken cancellation)
    {
        var tissue = Whereabouts.Of(machine, settings.Genome.Genes.Listen.Tissue, settings.Genome.Genes)?.GetLeftPart(UriPartial.Authority) ?? "";
        var mother = Mother();
        var leave = new Leave(
            (_, _, _) => Task.FromResult(new TicketAnswer(1, bequest.Ticket, [], "") { Bequest = bequest }),
            (report, token) => report.State == BirthState.Undone ? Task.CompletedTask : client.PostAsync(tissue, "/v1/birth", report, TissueJson.Default.BirthReport, TissueJson.Default.BirthReport, token))
        {
            Forbidden = () => settings.Papers.Brake.Now.Holds,
        };
        return await BearOneAsync(
            new Division(mother with { Signer = mother.Signer with { Bequest = bequest }, Greet = [] }, leave, Journal(), time, log), new DivideOrder(1, machine, Role.Health), cancellation);
    }
}
