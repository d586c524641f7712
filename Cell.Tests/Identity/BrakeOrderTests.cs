using Cell.Genome;
using NUnit.Framework;

namespace Cell.Identity;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class BrakeOrderTests
{
    private readonly TestOrganism organism = new();

    [TearDown]
    public void Forget() => organism.Dispose();

    [Test]
    public void Any_operator_pauses()
    {
        var (brake, refusal) = BrakeOrder.Judge(Brake.None, By(organism.Operator("ann"), 1, BrakeLevel.Paused), organism.Rules());
        Assert.That(refusal, Is.Empty);
        Assert.That(brake?.Holds, Does.Contain("paused by operator ann"));
    }

    [Test]
    public void Only_root_lets_go()
    {
        var paused = Brake.None with { Version = 1, Level = BrakeLevel.Paused };
        Assert.That(BrakeOrder.Judge(paused, By(organism.Operator("ann"), 2, BrakeLevel.Running), organism.Rules()).Refusal, Does.Contain("Only root lets go"));
        var (brake, _) = BrakeOrder.Judge(paused, ByRoot(2, BrakeLevel.Running), organism.Rules());
        Assert.That(brake?.Holds, Is.Null);
    }

    [Test]
    public void A_revoked_operator_brakes_nothing()
    {
        var ann = organism.Operator("ann");
        var revoked = Revocations.None.With(new Revocation(RevokedKind.Operator, ann.Identity.Serial, "left", organism.Now));
        Assert.That(BrakeOrder.Judge(Brake.None, By(ann, 1, BrakeLevel.Paused), organism.Rules() with { Revoked = revoked }).Refusal, Does.Contain("is revoked"));
    }

    [Test]
    public void A_cell_brakes_nothing() =>
        Assert.That(BrakeOrder.Judge(Brake.None, By(organism.Founder(), 1, BrakeLevel.Paused), organism.Rules()).Refusal, Does.Contain("only operators and root"));

    [Test]
    public void A_pause_outlives_its_certificate_and_an_end_of_all_does_not()
    {
        var ann = organism.Operator("ann");
        var late = organism.Rules() with { Now = organism.Now.AddYears(2) };
        Assert.That(BrakeOrder.Judge(Brake.None, By(ann, 1, BrakeLevel.Paused), late).Refusal, Is.Empty);
        Assert.That(BrakeOrder.Judge(Brake.None, By(ann, 1, BrakeLevel.Dead), late).Refusal, Does.Contain("not now"));
    }

    [Test]
    public void Another_key_than_the_certificate_s_is_refused()
    {
        var order = new BrakeOrder(1, organism.Id.Value, 1, BrakeLevel.Paused, organism.Now, Pem.Text(organism.Operator("ann").Chain), "");
        Assert.That(BrakeOrder.Judge(Brake.None, order.Sign(organism.NewKey()), organism.Rules()).Refusal, Does.Contain("not signed by the key of operator ann"));
    }

    [Test]
    public void Versions_go_up_only_and_not_in_leaps()
    {
        var held = Brake.None with { Version = 5 };
        Assert.That(BrakeOrder.Judge(held, ByRoot(4, BrakeLevel.Paused), organism.Rules()).Refusal, Does.Contain("no way back"));
        Assert.That(BrakeOrder.Judge(held, ByRoot(6 + SignedVersions.MostJump, BrakeLevel.Paused), organism.Rules()).Refusal, Does.Contain("more than 1000"));
        Assert.That(BrakeOrder.Judge(held, ByRoot(5, BrakeLevel.Paused), organism.Rules()).Refusal, Does.Contain("another order"));
    }

    [Test]
    public void An_order_once_taken_holds_after_a_restart()
    {
        using var folder = new TestFolder();
        var brake = new LivingBrake(folder.At("brake"), organism.Rules);
        Assert.That(brake.Offer(By(organism.Operator("ann"), 1, BrakeLevel.Dead)), Is.Empty);
        var again = new LivingBrake(folder.At("brake"), () => organism.Rules() with { Now = organism.Now.AddYears(2) });
        again.Open();
        Assert.That(again.Now.Level, Is.EqualTo(BrakeLevel.Dead));
    }

    private byte[] By(CellCredentials credentials, int version, BrakeLevel level) =>
        new BrakeOrder(1, organism.Id.Value, version, level, organism.Now, Pem.Text(credentials.Chain), "").Sign(credentials.Key);

    private byte[] ByRoot(int version, BrakeLevel level) => new BrakeOrder(1, organism.Id.Value, version, level, organism.Now, "", "").Sign(organism.Root.Key);
}
