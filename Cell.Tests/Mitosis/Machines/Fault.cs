using System.Diagnostics;
using NUnit.Framework;

namespace Cell.Mitosis;

/// <summary>What goes wrong while a birth is held, and how the world is set right afterwards; the machine gets no help with the birth itself.</summary>
/// <param name="Before">A shell script on the machine before all; what it leaves belongs to the blank machine.</param>
/// <param name="Happen">The fault. It also lets the birth go on.</param>
/// <param name="Mend">What comes back from elsewhere in the end: network, sshd.</param>
internal sealed record Fault(string Name, string Before, Func<HeldBirth, Task> Happen, Func<HeldBirth, Task> Mend)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    // Longer than the guard's deadline.
    private static readonly TimeSpan ForGood = TimeSpan.FromSeconds(170);

    // Longer than the keepers' deadline for the proof.
    private static readonly TimeSpan Unproved = TimeSpan.FromSeconds(80);

    public static readonly Fault MotherKilled = new("mother kill -9", "", async birth =>
    {
        await birth.Mother.KillAsync();
        await birth.GoOnAsync();
    }, Nothing);

    public static readonly Fault PowerCut = new("power cut", "", async birth =>
    {
        await Nursery.DoAsync("kill", birth.Machine);
        await Nursery.DoAsync("on", birth.Machine);
        await birth.GoOnAsync();
    }, Nothing);

    public static readonly Fault CutBriefly = new("cut 1 s", "", async birth =>
    {
        await Nursery.DoAsync("cut", birth.Machine);
        await birth.GoOnAsync();
        await Task.Delay(Second, TimeProvider.System, CancellationToken.None);
        await Nursery.DoAsync("heal", birth.Machine);
    }, Nothing);

    /// <summary>What was not committed is undone before the network is back; a daughter that was stands alone until then.</summary>
    public static readonly Fault CutForGood = new("cut for good", "", async birth =>
    {
        await Nursery.DoAsync("cut", birth.Machine);
        await birth.GoOnAsync();
        var key = await birth.Pool.KeyBlobAsync();
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < (birth.Point.Step < 8 ? ForGood : Unproved))
        {
            await Task.Delay(Second, TimeProvider.System, CancellationToken.None);
            if (birth.Point.Step < 8 && birth.Division.IsCompleted && (await OutsideView.OfAsync(birth.Machine, key)).IsNothingThere)
            {
                return;
            }
        }

        Assert.That(birth.Point.Step, Is.GreaterThanOrEqualTo(8), $"{birth.Machine} did not undo the birth while it was cut off");
    }, birth => Nursery.DoAsync("heal", birth.Machine));

    public static readonly Fault SshdStopped = new("sshd stopped", "", async birth =>
    {
        await Nursery.ShellAsync(birth.Machine, "systemctl kill --kill-whom=main --signal=KILL ssh; systemctl stop ssh");
        await birth.GoOnAsync();
        await birth.Division;
    }, birth => Nursery.ShellAsync(birth.Machine, "systemctl reset-failed ssh; systemctl start ssh"));

    /// <summary>Before there is one: the receptor.</summary>
    public static readonly Fault ImplantKilled = new("implant kill -9", "", async birth =>
    {
        await Nursery.ShellAsync(birth.Machine, "pkill -9 -f 'in/[c]ell implant' || pkill -9 -f '[c]ell/receptor'");
        await birth.GoOnAsync();
    }, Nothing);

    public static readonly Fault GuardKilled = new("guard kill -9", "", async birth =>
    {
        await Nursery.ShellAsync(birth.Machine, "pkill -9 -f 'cell/[c]ell guard' || pkill -9 -f 'in/[c]ell implant'");
        await birth.GoOnAsync();
    }, Nothing);

    public static readonly Fault DaughterDies = new("daughter dies", "", async birth =>
    {
        await Nursery.ShellAsync(birth.Machine, "pkill -9 -f 'cell/[c]ell start'");
        await birth.GoOnAsync();
    }, Nothing);

    public static readonly Fault DaughterDiesAtOnce = DaughterDies with { Before = DropIn("ExecStart=\\nExecStart=/bin/false"), Happen = birth => birth.GoOnAsync() };

    public static readonly Fault DaughterSilent = new("daughter never reports", DropIn("PrivateNetwork=yes"), birth => birth.GoOnAsync(), Nothing);

    public static readonly Fault DaughterHangs = new("daughter hangs", "", async birth =>
    {
        await Nursery.ShellAsync(birth.Machine, "pkill -STOP -f 'cell/[c]ell start'");
        await birth.GoOnAsync();
        await birth.Division;
    }, Nothing);

    public static readonly Fault DaughterHangsAtOnce = DaughterHangs with { Before = DropIn("ExecStart=\\nExecStart=/bin/sleep infinity"), Happen = birth => birth.GoOnAsync() };

    /// <summary>With a ticket that no keeper knows of; she goes away as soon as she was let in.</summary>
    public static readonly Fault SecondMother = new("second mother", "", async birth =>
    {
        var rival = new Rival(birth.Pool, birth.Machine).TryAsync();
        await Task.WhenAny(rival, Task.Delay(Second * 3, TimeProvider.System, CancellationToken.None));
        await birth.GoOnAsync();
        await rival;
        await birth.Division;
    }, Nothing);

    /// <summary>Until the mother has her answer; the guard may go on then.</summary>
    public static readonly Fault DiskFull = new("disk full", "", async birth =>
    {
        await birth.Division;
        await Faults.EndAsync(birth.Machine);
    }, Nothing);

    private static Task Nothing(HeldBirth birth) => Task.CompletedTask;

    private static string DropIn(string lines) =>
        $"mkdir -p /etc/systemd/system/cell.service.d && printf '[Service]\\n{lines}\\n' >/etc/systemd/system/cell.service.d/faults.conf";
}
