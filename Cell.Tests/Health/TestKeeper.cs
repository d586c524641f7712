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
    private readonly TimeProvider time;

    public TestKeeper()
        : this(TestGenes.Text, new TestClock())
    {
    }

    /// <param name="time">A clock that runs, or a <see cref="TestClock"/>.</param>
    public TestKeeper(string genes, TimeProvider time)
    {
        this.time = time;
        organism = new TestOrganism(time.GetUtcNow(), genes);
        credentials = organism.Founder();
        papers = organism.Papers(folder, time);
        Keeper = Open();
    }

    public LivingGenome Genome => papers.Genome;

    /// <summary>What the keeper gave for the audit log.</summary>
    public List<AuditDeed> Decided { get; } = [];

    /// <summary>By root's order.</summary>
    public void Pause() => Assert.That(
        papers.Offer(Paper.Brake, new BrakeOrder(1, organism.Id.Value, 1, BrakeLevel.Paused, organism.Now, "", "").Sign(organism.Root.Key)), Is.Empty);

    /// <summary>The clock, where it stands.</summary>
    public TestClock Clock => (TestClock)time;

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

    /// <summary>One more crawler on the roster, in that slot of the founder box.</summary>
    public CellId Join(int slot)
    {
        var other = organism.Founder(new CertificateFacts(TestGenes.Founder, slot, [Role.Crawler]));
        var id = other.Identity.Id!.Value; // a founder has one
        var answer = Keeper.Hear(TestRoster.Beat(id, organism.Self(other, "").Facts), other.Identity);
        Assert.That(answer.Refusal, Is.Empty);
        return id;
    }

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

    private RosterKeeper Made() => new(organism.Self(credentials, ""), papers, new RosterFile(Path), time, NullLogger<RosterKeeper>.Instance);
}
