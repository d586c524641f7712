using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace Cell.Health;

/// <summary>One, two and three health cells, cut in every way: a birth needs most of those that may live.</summary>
[Category("Invariant 5")]
[Category("Invariant 7")]
internal sealed class CouncilTests
{
    private static readonly string[] Machines = [TestGenes.Founder, "stem2.test", "stem3.test"];

    private readonly TestClock clock = new();
    private readonly List<TestFolder> folders = [];
    private TestOrganism organism = null!; // made before each test
    private List<Reached> health = [];

    [SetUp]
    public void Make()
    {
        organism = new TestOrganism(clock.GetUtcNow(), TestGenes.Text);
        health = [];
    }

    [TearDown]
    public void Forget()
    {
        folders.ForEach(folder => folder.Dispose());
        folders.Clear();
        organism.Dispose();
    }

    [Test]
    public async Task One_signs_alone()
    {
        Found(1);
        Assert.That((await AskAsync(0)).Signers, Has.Count.EqualTo(1));
    }

    [TestCase(2, 2)]
    [TestCase(3, 3)]
    public async Task All_that_are_reached_sign_and_know_of_the_birth(int count, int signatures)
    {
        Found(count);
        var answer = await AskAsync(0);
        Assert.That((answer.Refusal, answer.Signers.Count), Is.EqualTo(("", signatures)));
        var ticket = TicketSigning.Look(answer.Envelope)!; // there is no refusal
        Assert.That(ticket.Electorate, Is.EqualTo(Machines[..count]));
        Assert.That(health.Select(one => one.Keeper.Roster.Births[ticket.Birth].State), Is.All.EqualTo(BirthState.Signed));
        await Council(0).ReportAsync(new BirthReport(1, ticket.Birth, BirthState.Undone, null, "told"), CancellationToken.None);
        Assert.That(health.Select(one => one.Keeper.Roster.Births[ticket.Birth].State), Is.All.EqualTo(BirthState.Undone));
    }

    [TestCase(2, 0)]
    [TestCase(2, 1)]
    [TestCase(3, 0)]
    public async Task A_minority_lets_nobody_be_born_and_leaves_the_machine_free(int count, int side)
    {
        Found(count);
        Cut([side]);
        var answer = await AskAsync(side);
        Assert.That(answer.Refusal, Does.StartWith($"1 of {Ticket.Majority(count)} signatures: health cells may live on {string.Join(", ", Machines[..count])}."));
        Assert.That(health[side].Keeper.Roster.Births.Values.Select(birth => birth.State), Is.EqualTo(new[] { BirthState.Undone }));
    }

    [Test]
    public async Task Two_of_three_go_on_and_the_third_does_not()
    {
        Found(3);
        Cut([0, 1]);
        Assert.That((await AskAsync(0)).Signers, Has.Count.EqualTo(2));
        Cut([2]);
        Assert.That((await AskAsync(2)).Refusal, Does.StartWith("1 of 2 signatures"));
    }

    [Test]
    public async Task When_the_first_one_does_not_answer_the_next_proposes()
    {
        Found(3);
        Cut([1, 2]);
        var answer = await AskAsync(0);
        Assert.That((answer.Refusal, answer.Signers.Count), Is.EqualTo(("", 2)));
        Assert.That(health.Select(one => one.Keeper.Roster.Births.Count), Is.EqualTo(new[] { 0, 1, 1 }));
    }

    // What a second health cell answers beside its own signature is not passed on.
    [Test]
    public async Task A_ticket_carries_one_signature_of_each()
    {
        Found(3);
        health[2].Adds = 10;
        var envelope = DsseEnvelope.FromJson(System.Text.Encoding.UTF8.GetBytes((await AskAsync(0)).Envelope));
        Assert.That(envelope?.Signatures, Has.Count.EqualTo(3));
    }

    [Test]
    public async Task Of_two_one_goes_on_when_the_others_port_is_closed()
    {
        Found(2);
        Cut([0]);
        Silence();
        health[0].Keeper.Knocked(health[1].Cell, clock.GetElapsedTime(0), closed: true);
        Silence();
        Assert.That((await AskAsync(0)).Signers, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task What_was_signed_counts_also_where_it_was_only_signed_second()
    {
        Found(2);
        Assert.That((await AskAsync(0)).Refusal, Is.Empty);
        var again = await AskAsync(1, "stem1.test");
        Assert.That(again.Refusal, Does.StartWith("stem1.test is promised to birth "));
    }

    [Test]
    public void A_proposal_that_leaves_out_one_that_may_live_is_refused()
    {
        Found(2);
        var alone = new Rosters(organism, clock, folders).Of(health[0].Credentials);
        alone.Hear(Beat(health[0]), health[0].Credentials.Identity);
        var proposal = alone.Sign(new TicketRequest(1, health[0].Cell, "stem1.test", Role.Crawler, true));
        Assert.That(health[1].Keeper.Cosign(new TicketRequest(1, health[0].Cell, "stem1.test", Role.Crawler, true), proposal.Envelope).Refusal, Is.EqualTo("The proposal leaves out the health cell on stem2.test, which may live."));
    }

    [TestCase("", "The proposal is no ticket.")]
    [TestCase("{}", "The proposal is no ticket.")]
    [Category("Invariant 11")]
    public void What_is_no_proposal_is_refused(string proposal, string refusal)
    {
        Found(1);
        Assert.That(health[0].Keeper.Cosign(new TicketRequest(1, health[0].Cell, "stem1.test", Role.Crawler, true), proposal).Refusal, Is.EqualTo(refusal));
    }

    private void Found(int count)
    {
        var made = new Rosters(organism, clock, folders);
        var founder = organism.Founder();
        for (var at = 0; at < count; at++)
        {
            var credentials = at == 0 ? founder : organism.Founder(new CertificateFacts(Machines[at], 0, [Role.Health]));
            health.Add(new Reached(made.Of(credentials), credentials));
        }

        foreach (var (hearer, heard) in from hearer in health from heard in health select (hearer, heard))
        {
            Assert.That(hearer.Keeper.Hear(Beat(heard), heard.Credentials.Identity).Refusal, Is.Empty);
        }
    }

    // Four seconds in which only the first is heard, by itself.
    private void Silence()
    {
        clock.Advance(TimeSpan.FromSeconds(4));
        health[0].Keeper.Hear(Beat(health[0]) with { Sequence = 1 + (long)clock.GetElapsedTime(0).TotalSeconds }, health[0].Credentials.Identity);
        health[0].Keeper.Check(TimeSpan.Zero);
    }

    private void Cut(int[] reached)
    {
        for (var at = 0; at < health.Count; at++)
        {
            health[at].IsCut = !reached.Contains(at);
        }
    }

    private Heartbeat Beat(Reached cell) => TestRoster.Beat(cell.Cell, organism.Self(cell.Credentials, "").Facts);

    // The mother's own health cell proposes.
    private Council Council(int mother) => new(() => [.. health.OrderBy(one => one == health[mother] ? 0 : 1).Select(one => (one.Cell.ToString(), (IKeeper)one))], clock);

    private Task<TicketAnswer> AskAsync(int mother) => AskAsync(mother, "stem1.test");

    private Task<TicketAnswer> AskAsync(int mother, string machine)
    {
        health.ForEach(one => one.Caller = health[mother].Credentials.Identity);
        return Council(mother).TicketAsync(new TicketRequest(1, health[mother].Cell, machine, Role.Crawler, true), CancellationToken.None);
    }

    private sealed class Rosters(TestOrganism organism, TestClock clock, List<TestFolder> folders)
    {
        public RosterKeeper Of(CellCredentials credentials)
        {
            var folder = new TestFolder();
            folders.Add(folder);
            return new RosterKeeper(organism.Self(credentials, ""), organism.Papers(folder, clock), new RosterFile(folder.At("births.json")), clock, NullLogger<RosterKeeper>.Instance) { Compared = () => TimeSpan.Zero };
        }
    }

    /// <summary>A health cell over a network that may be cut.</summary>
    private sealed class Reached(RosterKeeper keeper, CellCredentials credentials) : IKeeper
    {
        public RosterKeeper Keeper => keeper;

        public CellCredentials Credentials => credentials;

        public CellId Cell => credentials.Identity.Id!.Value; // a cell has one

        public bool IsCut { get; set; }

        public CellIdentity Caller { get; set; } = credentials.Identity;

        /// <summary>Signatures of nobody that it puts before its own.</summary>
        public int Adds { get; set; }

        public Task<TicketAnswer> TicketAsync(TicketRequest request, CancellationToken cancellation)
        {
            var reached = Connected().Keeper;
            var answer = request.Proposal is { } proposal ? reached.Cosign(request, proposal) : reached.Sign(request);
            return Task.FromResult(Adds == 0 ? answer : answer with { Envelope = answer.Envelope.Replace("\"signatures\":[", $"\"signatures\":[{string.Concat(Enumerable.Repeat("{\"keyid\":\"x\",\"sig\":\"AAAA\"},", Adds))}", StringComparison.Ordinal) });
        }

        public Task ReportAsync(BirthReport report, CancellationToken cancellation)
        {
            Connected().Keeper.Report(report, Caller);
            return Task.CompletedTask;
        }

        public Task<RosterAnswer> RosterAsync(CancellationToken cancellation) => Task.FromResult(Connected().Keeper.Answer());

        public Task<HeartbeatAnswer> HearAsync(Heartbeat beat, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<byte[]> PaperAsync(Paper paper, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<PaperVersion> OfferAsync(Paper paper, byte[] envelope, CancellationToken cancellation) => throw new NotSupportedException();

        public Task RecordAsync(AuditNote note, CancellationToken cancellation) => throw new NotSupportedException();

        private Reached Connected() => IsCut ? throw new TissueException($"{credentials.Identity.Machine}: no answer.", null, null) : this;
    }
}
