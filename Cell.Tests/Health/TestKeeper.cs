using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace Cell.Health;

/// <summary>A roster keeper of an organism in a folder of its own, on a clock that stands.</summary>
internal sealed class TestKeeper : IDisposable
{
    private readonly TestFolder folder = new();
    private readonly TestOrganism organism;
    private readonly CellCredentials credentials;
    private readonly Papers papers;

    public TestKeeper()
        : this(TestGenes.Text)
    {
    }

    public TestKeeper(string genes)
    {
        organism = new TestOrganism(TestClock.Noon, genes);
        credentials = organism.Founder();
        papers = organism.Papers(folder, Clock);
        Keeper = Open();
    }

    public LivingGenome Genome => papers.Genome;

    /// <summary>What the keeper gave for the audit log.</summary>
    public List<AuditDeed> Decided { get; } = [];

    /// <summary>By root's order.</summary>
    public void Pause() => Assert.That(
        papers.Offer(Paper.Brake, new BrakeOrder(1, organism.Id.Value, 1, BrakeLevel.Paused, organism.Now, "", "").Sign(organism.Root.Key)), Is.Empty);

    public TestClock Clock { get; } = new();

    public RosterKeeper Keeper { get; private set; }

    public CellIdentity Identity => credentials.Identity;

    public CellId Id => credentials.Identity.Id!.Value; // a founder has one

    /// <summary>The public key that tickets of this keeper are signed with.</summary>
    public byte[] Key => credentials.Chain[0].PublicKey.ExportSubjectPublicKeyInfo();

    public string Path => folder.At("births.json");

    public CellFacts Facts => organism.Self(credentials, "").Facts;

    /// <summary>What is on disk now.</summary>
    public Roster OnDisk => new RosterFile(Path).Read();

    public CellCredentials Daughter() => organism.Daughter(credentials);

    public CellSelf Self(CellCredentials cell, string birth) => organism.Self(cell, birth);

    /// <summary>The founder's heartbeat.</summary>
    public HeartbeatAnswer Hear() => Hear("", 0);

    public HeartbeatAnswer Hear(string nonce, long version) =>
        Keeper.Hear(TestRoster.Beat(Id, Facts) with { Nonce = nonce, RosterVersion = version }, Identity);

    public TicketAnswer Ask(string machine) => Keeper.Sign(new TicketRequest(1, Id, machine, Role.Crawler, true));

    public void Restart() => Keeper = Open();

    public void Dispose()
    {
        organism.Dispose();
        folder.Dispose();
    }

    private RosterKeeper Open()
    {
        var opened = Made();
        opened.Decided += Decided.Add;
        return opened;
    }

    private RosterKeeper Made() => new(organism.Self(credentials, ""), papers, new RosterFile(Path), Clock, NullLogger<RosterKeeper>.Instance);
}
