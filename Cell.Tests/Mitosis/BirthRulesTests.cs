using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Mitosis;

/// <summary>An order is judged on the machine itself: whatever the pool key brings, only what root and a health cell allowed is done.</summary>
internal sealed class BirthRulesTests
{
    private const string Nonce = "0123456789abcdef0123456789abcdef";
    private readonly TestOrganism organism = new();
    private readonly TestOrganism stranger = new();
    private CellCredentials keeper = null!; // made before each test
    private string witness = "";

    [SetUp]
    public void Make()
    {
        keeper = organism.Founder();
        using var key = new Witness();
        witness = key.PublicLine;
    }

    [OneTimeTearDown]
    public void Forget()
    {
        organism.Dispose();
        stranger.Dispose();
    }

    [Test]
    public void A_ticket_of_a_health_cell_for_this_machine_is_accepted()
    {
        var (birth, refusal) = Judge(Order());
        Assert.That(refusal, Is.Empty);
        Assert.That(birth?.Machine.Host, Is.EqualTo(TestGenes.Stem1));
        Assert.That(birth?.Ticket.Birth, Is.EqualTo("birth-1"));
        Assert.That(birth?.Organism, Is.EqualTo(organism.Id));
    }

    [Test, Category("Invariant 7")]
    public void A_ticket_needs_the_signatures_of_most_health_cells_that_may_live()
    {
        var other = organism.Daughter(keeper, new CertificateFacts(TestGenes.Stem2, 0, [Role.Health]));
        var two = Ticket() with { Electorate = [TestGenes.Founder, TestGenes.Stem2] };
        var alone = With(two);
        Assert.That(Refusal(alone), Is.EqualTo("The ticket has the signatures of 1 of the 2 health cells that may live; it needs 2."));
        Assert.That(Refusal(alone with { Signers = [Pem.Text(keeper.Chain), Pem.Text(other.Chain)] }), Is.EqualTo("The ticket has the signatures of 1 of the 2 health cells that may live; it needs 2."), "named, but not signed");
        Assert.That(Refusal(alone with { Ticket = TicketSigning.Cosign(TicketSigning.Cosign(alone.Ticket, keeper.Key), keeper.Key) }), Does.StartWith("The ticket has the signatures of 1 of the 2"), "one that signs twice is one");
        Assert.That(Refusal(alone with { Ticket = TicketSigning.Cosign(alone.Ticket, other.Key), Signers = [Pem.Text(keeper.Chain), Pem.Text(other.Chain)] }), Is.Empty);
        Assert.That(Refusal(With(two with { Electorate = [TestGenes.Stem2] })), Does.StartWith("The ticket has the signatures of 0 of the 1"), "a signer that does not belong to them");
        Assert.That(Refusal(With(two with { Electorate = null })), Does.StartWith("The ticket has the signatures of 0 of the 0"));
    }

    [Test, Category("Invariant 7")]
    public void A_ticket_of_heirs_counts_with_the_last_ones_will_and_most_signatures()
    {
        var last = new TestWill(organism);
        var enough = last.By(last.Heirs[0], last.Heirs[1]);
        var order = Order() with { Ticket = enough.Ticket, Signers = [], Bequest = enough };
        Assert.That(Refusal(order), Is.Empty);
        Assert.That(Refusal(order with { Bequest = null }), Is.EqualTo("There is no ticket signed by a health cell or the root."));
        var alone = last.By(last.Heirs[0]);
        Assert.That(Refusal(order with { Ticket = alone.Ticket, Bequest = alone }), Is.EqualTo("The ticket is not good: 1 of 3 heirs signed; it needs 2."));
        Assert.That(Refusal(order with { Ticket = alone.Ticket }), Is.EqualTo("The order comes with two tickets."));
        Assert.That(Refusal(order with { Bequest = enough with { Will = null! } }), Is.EqualTo("The order lacks its parts."));
    }

    [Test]
    public void A_ticket_of_root_needs_no_signer() =>
        Assert.That(Refusal(Order() with { Ticket = TicketSigning.Sign(Ticket(), organism.Root.Key), Signers = [] }), Is.Empty);

    [Test]
    public void A_ticket_and_a_genome_of_the_recovery_root_are_accepted() =>
        Assert.That(Refusal(Order() with { Ticket = TicketSigning.Sign(Ticket(), organism.RecoveryKey), Signers = [], Genome = GenomeSigning.Sign(organism.Payload(1), organism.RecoveryKey) }), Is.Empty);

    [Test, Category("Invariant 1")]
    public void A_genome_of_another_organism_is_refused() =>
        Assert.That(Refusal(Order() with { Genome = stranger.Envelope(1) }), Is.EqualTo("The genome is not a valid one, signed by the root that is pinned on this machine."));

    [Test, Category("Invariant 1")]
    public void A_genome_changed_after_its_signing_is_refused()
    {
        var envelope = DsseEnvelope.FromJson(organism.Envelope(1))!; // just made
        var changed = envelope with { Payload = [.. envelope.Payload.Select(octet => octet == (byte)'1' ? (byte)'2' : octet)] };
        Assert.That(Refusal(Order() with { Genome = changed.ToJson() }), Does.StartWith("The genome is not a valid one"));
    }

    [TestCase(5.1)]
    [TestCase(-5.1)]
    public void Clocks_too_far_apart_are_named(double minutes) =>
        Assert.That(Refusal(Order() with { Now = organism.Now.AddMinutes(minutes) }), Is.EqualTo("The clocks differ by 5 min (here it is 2026-03-01 12:00:00Z): set this machine's clock."));

    [TestCase(5)]
    [TestCase(-5)]
    public void Clocks_that_differ_a_little_do_not_matter(double minutes) =>
        Assert.That(Refusal(Order() with { Now = organism.Now.AddMinutes(minutes) }), Is.Empty);

    [Test, Category("Invariant 7")]
    public void A_ticket_signed_by_a_crawler_is_refused()
    {
        var crawler = organism.Daughter(organism.Founder());
        Assert.That(Refusal(SignedBy(crawler)), Is.EqualTo("The ticket comes with a signer that is no health cell of this organism, or is revoked."));
    }

    [Test, Category("Invariant 7")]
    public void A_ticket_signed_by_another_organisms_health_cell_is_refused() =>
        Assert.That(Refusal(SignedBy(stranger.Founder())), Is.EqualTo("The ticket comes with a signer that is no health cell of this organism, or is revoked."));

    [Test, Category("Invariant 7")]
    public void A_ticket_signed_with_an_operators_certificate_is_refused() =>
        Assert.That(Refusal(SignedBy(organism.Operator("op"))), Is.EqualTo("The ticket comes with a signer that is no health cell of this organism, or is revoked."));

    [Test, Category("Invariant 7")]
    public void One_bad_signer_beside_a_good_one_is_refused() =>
        Assert.That(
            Refusal(Order() with { Signers = [Pem.Text(keeper.Chain), Pem.Text(organism.Daughter(keeper).Chain)] }),
            Is.EqualTo("The ticket comes with a signer that is no health cell of this organism, or is revoked."));

    [Test, Category("Invariant 7")]
    public void A_ticket_that_its_signer_did_not_sign_is_refused() =>
        Assert.That(Refusal(Order() with { Ticket = TicketSigning.Sign(Ticket(), organism.NewKey()) }), Is.EqualTo("There is no ticket signed by a health cell or the root."));

    [Test, Category("Invariant 7")]
    public void A_keepers_signature_without_its_chain_is_no_ticket() =>
        Assert.That(Refusal(Order() with { Signers = [] }), Is.EqualTo("There is no ticket signed by a health cell or the root."));

    [Test, Category("Invariant 7")]
    public void No_ticket_at_all_is_refused() =>
        Assert.That(Refusal(Order() with { Ticket = "" }), Is.EqualTo("There is no ticket signed by a health cell or the root."));

    [Test, Category("Invariant 7")]
    public void A_genome_passed_off_as_a_ticket_is_refused() =>
        Assert.That(
            Refusal(Order() with { Ticket = System.Text.Encoding.UTF8.GetString(organism.Envelope(1)), Signers = [] }), Is.EqualTo("There is no ticket signed by a health cell or the root."));

    [Test, Category("Invariant 7")]
    public void An_expired_ticket_is_refused() =>
        Assert.That(
            Refusal(With(Ticket() with { Expires = organism.Now.AddSeconds(-1) })), Is.EqualTo("The ticket is not for now: it ends at 2026-03-01 11:59:59Z, it is 2026-03-01 12:00:00Z."));

    [Test, Category("Invariant 7")]
    public void A_ticket_that_lasts_longer_than_any_may_is_refused() =>
        Assert.That(Refusal(With(Ticket() with { Expires = organism.Now.AddMinutes(8) })), Does.StartWith("The ticket is not for now: it ends at 2026-03-01 12:08:00Z"));

    [Test, Category("Invariant 7")]
    public void A_ticket_of_another_organism_is_refused() =>
        Assert.That(Refusal(With(Ticket() with { Organism = stranger.Id.Value })), Is.EqualTo($"The ticket is of organism {stranger.Id.Value}."));

    [Test, Category("Invariant 7")]
    public void A_ticket_for_another_machine_is_refused_by_this_ones_host_key() =>
        Assert.That(Refusal(With(Ticket() with { Machine = TestGenes.Stem2 })), Is.EqualTo("The ticket is for stem2.test, whose host key is not this machine's."));

    [TestCase("box.elsewhere.test")]
    [TestCase(TestGenes.Founder)]
    [Category("Invariant 1")]
    public void A_ticket_for_no_machine_of_the_pool_or_for_a_founders_box_is_refused(string machine) =>
        Assert.That(Refusal(With(Ticket() with { Machine = machine })), Is.EqualTo($"{machine} is no machine of the signed pool that may be born on."));

    [Test]
    public void Any_of_the_machines_host_keys_may_be_the_pinned_one() =>
        Assert.That(BirthRules.Judge(Order(), organism.Roots, ["ssh-rsa AAAAB3 root@x", $"{TestGenes.HostKey(1)} root@x"], organism.Now).Refusal, Is.Empty);

    [Test, Category("Invariant 10")]
    public void A_machine_without_host_keys_is_nobodys() =>
        Assert.That(BirthRules.Judge(Order(), organism.Roots, [], organism.Now).Refusal, Is.EqualTo("The ticket is for stem1.test, whose host key is not this machine's."));

    [TestCase("0123456789abcdef0123456789abcde")]
    [TestCase("0123456789ABCDEF0123456789ABCDEF")]
    [TestCase("0123456789abcdef\" ssh-rsa AAAA ;")]
    [TestCase("0123456789abcdef0123456789abcde\n")]
    [TestCase("")]
    public void A_nonce_that_could_end_its_option_is_refused(string nonce) =>
        Assert.That(Refusal(Order() with { Nonce = nonce }), Is.EqualTo("The nonce is not 32 hexadecimal digits."));

    [TestCase("{0} comment")]
    [TestCase("command=\"sh\" {0}")]
    [TestCase("{0}\nssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMine")]
    [TestCase("{0}\r")]
    [TestCase("\"{0}\"")]
    [TestCase("ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQDnotakeythatthisusestosaywhoitis")]
    [TestCase("ssh-ed25519 AAAA")]
    [TestCase("ssh-ed25519 AAAA\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [TestCase("")]
    public void A_witness_that_is_more_or_less_than_a_key_is_refused(string line) =>
        Assert.That(Refusal(Order() with { Witness = string.Format(line, witness) }), Is.EqualTo("The witness is not a public key."));

    [Test, Category("Invariant 11")]
    public void An_order_that_lacks_its_parts_is_refused()
    {
        var whole = Order();
        BirthOrder[] lacking = [whole with { Ticket = null! }, whole with { Signers = null! }, whole with { Signers = [null!] }, whole with { Genome = null! }, whole with { Revocations = null! }, whole with { Witness = null! }, whole with { Nonce = null! }];
        Assert.That(lacking.Select(Refusal), Is.All.EqualTo("The order lacks its parts."));
    }

    [TestCase("")]
    [TestCase("no certificate")]
    [TestCase("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    [Category("Invariant 11")]
    public void A_signer_that_is_no_certificate_is_refused(string pem) =>
        Assert.That(Refusal(Order() with { Signers = [pem] }), Is.EqualTo("The ticket comes with a signer that is no health cell of this organism, or is revoked."));

    [Test, Category("Invariant 7")]
    public void A_signer_that_the_mothers_own_list_revokes_is_refused() =>
        Assert.That(Refusal(Order() with { Revocations = List(keeper) }), Does.Contain("or is revoked"));

    [Test, Category("Invariant 7")]
    public void A_revoked_mother_may_not_bear()
    {
        var mother = organism.Daughter(keeper);
        Assert.That(
            Refusal(With(Ticket() with { Mother = mother.Identity.Id, RevocationVersion = 1 }) with { Revocations = List(mother) }),
            Does.StartWith($"The mother may not bear: cell {mother.Identity.Name} is revoked since 2026-03-01 12:00:00Z: stolen"));
    }

    [Test, Category("Invariant 7")]
    public void A_list_older_than_the_tickets_is_refused()
    {
        var order = With(Ticket() with { RevocationVersion = 2 });
        Assert.That(Refusal(order), Is.EqualTo("The list of revocations is version 0; who signed the ticket has version 2."));
        Assert.That(Refusal(order with { Revocations = List(organism.Founder()) }), Does.Contain("is version 1"));
    }

    [Test]
    public void A_list_that_revokes_others_hinders_no_birth() =>
        Assert.That(Refusal(With(Ticket() with { RevocationVersion = 1 }) with { Revocations = List(organism.Founder()) }), Is.Empty);

    [Test, Category("Invariant 7")]
    public void A_list_that_no_root_signed_is_refused() =>
        Assert.That(Refusal(Order() with { Revocations = List(keeper, keeper.Key) }), Is.EqualTo("The list of revocations is not good: It is not signed by a root of this organism."));

    [Test, Category("Invariant 1")]
    public void What_a_revoked_root_signed_is_not_born_by()
    {
        var list = Revocations.None.With(new Revocation(RevokedKind.Root, Roots.KeyId(organism.Roots[0]), "laptop lost", organism.Now)).ToList(organism.Id, organism.Now).Sign(organism.RecoveryKey);
        Assert.That(Refusal(Order() with { Revocations = list }), Does.StartWith("The genome is not a valid one"));
    }

    [Test, Category("Invariant 7")]
    public void The_certificate_must_come_from_the_mother_that_the_ticket_is_for()
    {
        var birth = Judge(Order()).Birth!; // it was accepted by another test
        var sister = organism.Founder(new CertificateFacts(TestGenes.Founder, 1, TestOrganism.AllRoles));
        Assert.That(Wrong(birth, organism.Daughter(keeper)), Is.Null);
        Assert.That(Wrong(birth, organism.Daughter(sister)), Is.EqualTo($"The certificate is signed by {sister.Identity.Name}; the ticket is for {keeper.Identity.Name}."));
        Assert.That(Wrong(birth with { Ticket = birth.Ticket with { Mother = null } }, organism.Daughter(keeper)), Does.EndWith("the ticket is for root."));
        Assert.That(Wrong(birth, organism.Daughter(keeper, new CertificateFacts(TestGenes.Stem2, 0, [Role.Crawler]))), Is.EqualTo("The certificate is not the one that the ticket allows."));
    }

    [Test, Category("Invariant 7")]
    public void The_certificate_must_not_be_of_a_revoked_line()
    {
        var mother = organism.Daughter(keeper);
        var birth = Judge(With(Ticket() with { Mother = mother.Identity.Id })).Birth!; // nothing is revoked yet
        var grandmother = Revocations.None.With(new Revocation(RevokedKind.Cell, keeper.Identity.Name, "stolen", organism.Now));
        Assert.That(Wrong(birth, organism.Daughter(mother)), Is.Null);
        Assert.That(Wrong(birth with { Revoked = grandmother }, organism.Daughter(mother)), Does.StartWith($"The certificate is not good: cell {keeper.Identity.Name} is revoked"));
    }

    private string? Wrong(AcceptedBirth birth, CellCredentials daughter) => BirthRules.Wrong(daughter.Chain, birth, organism.Roots, organism.Now);

    private byte[] List(CellCredentials cell) => List(cell, organism.Root.Key);

    private byte[] List(CellCredentials cell, System.Security.Cryptography.ECDsa key) =>
        Revocations.None.With(new Revocation(RevokedKind.Cell, cell.Identity.Name, "stolen", organism.Now)).ToList(organism.Id, organism.Now).Sign(key);

    private string Refusal(BirthOrder order) => Judge(order).Refusal;

    private (AcceptedBirth? Birth, string Refusal) Judge(BirthOrder order) =>
        BirthRules.Judge(order, organism.Roots, [$"{TestGenes.HostKey(1)} root@{TestGenes.Stem1}\n"], organism.Now);

    private Ticket Ticket() => new(1, organism.Id.Value, "birth-1", TestGenes.Stem1, keeper.Identity.Id, Role.Crawler, organism.Now + Identity.Ticket.Lifetime, 0) { Electorate = [TestGenes.Founder] };

    private BirthOrder Order() => SignedBy(keeper);

    private BirthOrder With(Ticket ticket) => Order() with { Ticket = TicketSigning.Sign(ticket, keeper.Key) };

    private BirthOrder SignedBy(CellCredentials signer) =>
        new(TicketSigning.Sign(Ticket(), signer.Key), [Pem.Text(signer.Chain)], organism.Envelope(1), [], organism.Now, witness, Nonce);
}
