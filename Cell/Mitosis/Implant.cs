using System.Security.Cryptography;
using System.Text;
using Cell.Genome;
using Cell.Identity;
using Cell.Storage;
using Cell.Tissue;
using Cell.Vitals;

namespace Cell.Mitosis;

/// <summary>The far side of a birth, run by the receptor from a verified binary: judges, claims, sets the guard, makes the daughter's key, starts her.
/// Before the commit, silence or a fault undoes everything.</summary>
internal sealed class Implant(FrameChannel channel, TimeProvider time)
{
    private static readonly TimeSpan CommitWait = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan MotherPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LockWait = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);
    private const UnixFileMode Executable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    // These begin while the order is on its way.
    private readonly Task<ProbeBaseline> baseline = Task.Run(() => Probe.BaselineAsync(time, CancellationToken.None));
    private readonly Task<string> hash = RunningBinary.Sha256Async();
    private readonly Task stored = Task.Run(Store);

    /// <returns>Whether the birth was committed and the way in closed.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellation)
    {
        try
        {
            return await BearAsync(cancellation);
        }
        finally
        {
            Blanking.ClearStaging();
        }
    }

    private async Task<bool> BearAsync(CancellationToken cancellation)
    {
        var only = Guard.TryLock();
        if (only is null)
        {
            return await RefuseAsync("Somebody else is at work on this machine.", cancellation);
        }

        MachineState? claimed = null;
        try
        {
            if (MachineState.Read(MachineFiles.State) is { } occupied)
            {
                return await RefuseAsync($"The machine is not blank: it is {occupied.Step.ToString().ToLowerInvariant()} by birth {occupied.Birth} of organism {occupied.Organism}.", cancellation);
            }

            var order = (await ExpectAsync(Frame.Order, cancellation)).Birth ?? throw new IOException("The order was empty.");
            var roots = Pem.Read(await File.ReadAllTextAsync(MachineFiles.Roots, cancellation));
            var (birth, refusal) = BirthRules.Judge(order, roots, Machine.HostKeys(), time.GetUtcNow());
            if (birth is null)
            {
                return await RefuseAsync(refusal, cancellation);
            }

            var (state, unfit) = await Preflight.RunAsync(birth, order, await hash, time.GetUtcNow());
            if (state is null)
            {
                return await RefuseAsync(unfit, cancellation);
            }

            // The guard first: a machine that is claimed has one, wherever this process is cut off.
            claimed = state;
            await SetGuardAsync();
            claimed.Write(MachineFiles.State, MachineHand.Implant, before: null);
            await channel.SendAsync(new Frame(Frame.Claimed), cancellation);
            await channel.SendAsync(new Frame(Frame.Guarded), cancellation);
            await TakeIdentityAsync(birth, order, roots, await baseline, cancellation);
            await StartAsync();
            await channel.SendAsync(new Frame(Frame.Started), cancellation);

            // From here on the guard decides: it needs the lock.
            await only.DisposeAsync();
            only = null;
            return await WatchAsync(cancellation);
        }
        catch (Exception fault) when (fault is IOException or TimeoutException or InvalidDataException or CryptographicException or UnauthorizedAccessException or OperationCanceledException)
        {
            return await UndoAsync(claimed, only, fault.Message);
        }
        finally
        {
            if (only is not null)
            {
                await only.DisposeAsync();
            }
        }
    }

    private async Task SetGuardAsync()
    {
        // What is written side by side waits for the disk together; but what calls the binary comes after it.
        await Task.WhenAll(stored, Task.Run(() => MadeFolders.Note(MachineFiles.Made)));

        // Of an earlier cell whose guard did not come so far: this machine is needed.
        File.Delete(MachineFiles.Off);
        await Task.WhenAll(Task.Run(PutBinary), Task.Run(() => Machine.WriteUnit(MachineFiles.GuardService, CellUnits.GuardService, "")));
        await Task.WhenAll(
            Task.Run(() => Machine.WriteUnit(MachineFiles.GuardTimer, CellUnits.GuardTimer, "timers.target")),
            Task.Run(() => Machine.WriteUnit(MachineFiles.GuardPath, CellUnits.GuardPath, "multi-user.target")));
        await Machine.StartAsync(MachineFiles.GuardTimer, MachineFiles.GuardPath);
    }

    // Where the staging folder lies on the same file system it is there with a rename, else it is copied.
    private static void PutBinary()
    {
        var temporary = MachineFiles.Binary + ".new";
        File.Move(MachineFiles.ArrivedBinary, temporary, overwrite: true);
        File.SetUnixFileMode(temporary, Executable);
        using (var binary = File.OpenHandle(temporary))
        {
            RandomAccess.FlushToDisk(binary);
        }

        File.Move(temporary, MachineFiles.Binary, overwrite: true);
        AtomicFile.Synchronise(MachineFiles.Library);
    }

    private static void Store()
    {
        using var self = File.OpenHandle("/proc/self/exe");
        RandomAccess.FlushToDisk(self);
    }

    private async Task TakeIdentityAsync(AcceptedBirth birth, BirthOrder order, IReadOnlyList<System.Security.Cryptography.X509Certificates.X509Certificate2> roots, ProbeBaseline well, CancellationToken cancellation)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await channel.SendAsync(new Frame(Frame.Request) { SigningRequest = BirthRequest.Create(key) }, cancellation);
        var given = (await ExpectAsync(Frame.Identity, cancellation)).Certificate ?? throw new IOException("The identity was empty.");
        var chain = Pem.Read(given.Chain);
        if (BirthRules.Wrong(chain, birth, roots, time.GetUtcNow()) is { } wrong)
        {
            throw new IOException(wrong);
        }

        Directory.CreateDirectory("/var/lib/private", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var data = new DataFolder(MachineFiles.Data);
        Directory.CreateDirectory(data.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var secrets = SealedSecret.Open(given.Secrets, key);
        await Task.WhenAll(
            Task.Run(() => new IdentityFolder(data.Identity).Write(key, chain, roots), CancellationToken.None),
            Task.Run(() => AtomicFile.Write(data.Genome, order.Genome, AtomicFile.Private), CancellationToken.None),
            Task.Run(() => TakeRevocations(data, order.Revocations), CancellationToken.None),
            Task.Run(() => TakeSecrets(data.Secrets(roots), secrets, [birth.Ticket.Role], order.Bequest is not null), CancellationToken.None),
            Task.Run(() => AtomicFile.Write(data.BirthFacts, given.Facts, AtomicFile.Private), CancellationToken.None),
            Task.Run(() => ProbeFile.Write(data.Probe, well), CancellationToken.None));
    }

    private static void TakeRevocations(DataFolder data, byte[] revocations)
    {
        if (revocations.Length > 0)
        {
            AtomicFile.Write(data.Revocations, revocations, AtomicFile.Private);
        }
    }

    // Of heirs none has a health cell's own; but each has the pool's key, and they hand her theirs.
    private static void TakeSecrets(HeldSecrets secrets, byte[] json, IReadOnlyList<Role> roles, bool inherited)
    {
        if (secrets.OfferAll(json, roles) is { Length: > 0 } refusal)
        {
            throw new IOException($"The secrets that the mother handed over are refused: {refusal}");
        }

        if (inherited ? secrets.All.Count == 0 : roles.Any(role => secrets.Of(role) is null))
        {
            throw new IOException("The mother handed over no secrets of the daughter's role.");
        }
    }

    private static async Task StartAsync()
    {
        Machine.WriteUnit(MachineFiles.Service, CellUnits.Service, "multi-user.target");
        await Machine.StartAsync(MachineFiles.Service);
    }

    private async Task<bool> WatchAsync(CancellationToken cancellation)
    {
        // The mother has nothing more to say: it completes only when she is gone.
        var mother = channel.ReceiveAsync(cancellation);
        var start = time.GetTimestamp();
        while (time.GetElapsedTime(start) < CommitWait)
        {
            switch (MachineState.Read(MachineFiles.State))
            {
                case { Step: MachineStep.Proving }:
                    await channel.SendAsync(new Frame(Frame.Committed), cancellation);
                    return true;
                case { Step: MachineStep.Occupied } closed:
                    await channel.SendAsync(new Frame(Frame.Committed) { Detail = closed.Reason }, cancellation);
                    return false;
                case null or { Step: MachineStep.Undoing }:
                    return await RefuseAsync("The guard has undone the birth.", cancellation);
                case { Step: MachineStep.Claimed } when mother.IsCompleted:
                    throw new IOException("The mother went away before the birth was committed.");
                case { Step: MachineStep.Claimed } when Guard.IsMark(MachineFiles.Born):
                    await ActAsGuardAsync();
                    break;
                default:
                    await Task.Delay(Look, time, cancellation);
                    break;
            }
        }

        throw new IOException($"The daughter was not accepted by a health cell within {CommitWait.TotalSeconds:0} s.");
    }

    // What its path unit starts in a moment, done at once: the same code under the same lock.
    private async Task ActAsGuardAsync()
    {
        try
        {
            await new Guard(time).TickAsync();
        }
        catch (IOException fault)
        {
            // The guard's own next tick tries again.
            await Console.Error.WriteLineAsync(fault.Message);
        }

        await Task.Delay(Look, time, CancellationToken.None);
    }

    // Without the lock the guard is at work: it comes to the same end by the deadline.
    private async Task<bool> UndoAsync(MachineState? claimed, FileStream? held, string reason)
    {
        if (claimed is not null)
        {
            await using var only = held is null ? await LockAsync() : null;
            switch (held is null && only is null ? null : MachineState.Read(MachineFiles.State))
            {
                case { Step: MachineStep.Claimed } state:
                    await Blanking.RunAsync(MachineHand.Implant, state, reason, gently: false, time);
                    break;
                case null when (held ?? only) is not null:
                    // The guard was on its way, the claim not written.
                    await Blanking.RetireAsync(time);
                    break;
                default:
                    return false;
            }
        }

        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(5), time);
        try
        {
            return await RefuseAsync(reason, bound.Token);
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<FileStream?> LockAsync()
    {
        var start = time.GetTimestamp();
        FileStream? only;
        while ((only = Guard.TryLock()) is null && time.GetElapsedTime(start) < LockWait)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), time, CancellationToken.None);
        }

        return only;
    }

    private async Task<Frame> ExpectAsync(string step, CancellationToken cancellation)
    {
        // A mother that only pings would hold the lock, and with it the guard, for ever.
        var frame = await channel.ReceiveAsync(cancellation).WaitAsync(MotherPatience, time, cancellation);
        return frame.Step == step ? frame : throw new IOException($"The mother sent {frame.Step} where {step} was due.");
    }

    private async Task<bool> RefuseAsync(string reason, CancellationToken cancellation)
    {
        await channel.SendAsync(new Frame(Frame.Refused) { Detail = reason }, cancellation);
        return false;
    }
}
