using System.Globalization;
using Cell.Storage;

namespace Cell.Mitosis;

/// <summary>The far side's own judge: a root timer that the daemon cannot touch. One look, one action, all of it repeatable.</summary>
internal static class Guard
{
    private const int MostSteps = 4;

    /// <summary>Looks and acts until nothing is to be done.</summary>
    /// <exception cref="IOException">The machine could not be brought where it should be: the next tick tries again.</exception>
    public static async Task TickAsync(TimeProvider time)
    {
        using var only = TryLock();
        if (only is null)
        {
            return;
        }

        for (var step = 0; step < MostSteps; step++)
        {
            var state = MachineState.Read(MachineFiles.State);
            var verdict = GuardDecision.Next(state, await LookAsync(time));
            if (verdict.Action == GuardAction.Nothing)
            {
                return;
            }

            Console.WriteLine($"{verdict.Action}: {verdict.Reason}.");
            await ActAsync(state, verdict);
            if (verdict.Action is GuardAction.Blank or GuardAction.Retire)
            {
                return;
            }
        }
    }

    /// <summary>Null: the implant or another tick is at work.</summary>
    public static FileStream? TryLock()
    {
        try
        {
            // On Linux .NET takes a flock for FileShare.None.
            return new FileStream(MachineFiles.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static async Task ActAsync(MachineState? state, GuardVerdict verdict)
    {
        switch (verdict.Action, state)
        {
            case (GuardAction.Retire, _):
                await Blanking.RetireAsync();
                break;
            case (GuardAction.Blank, { } held):
                await Blanking.RunAsync(held, verdict.Reason);
                break;
            case (GuardAction.Commit, { } held):
                Turn(held, MachineStep.Born);
                File.Delete(MachineFiles.Born);
                break;
            case (GuardAction.CloseAccess, { } held):
                await CloseAsync(held);
                break;
            case (GuardAction.ForgetMark, _):
                File.Delete(MachineFiles.Born);
                break;
            case (GuardAction.EndProof, { } held):
                await OwnedFile.EditAsync(held.KeysFile, text => AuthorizedKeys.Replace(text, held.WitnessLine, null));
                Turn(held, MachineStep.Occupied);
                break;
        }
    }

    // The witness line comes only after the inside is clean: who gets its answer has both proofs.
    private static async Task CloseAsync(MachineState state)
    {
        await OwnedFile.EditAsync(state.KeysFile, text => AuthorizedKeys.Replace(text, state.PoolLine, null));
        if (await InsideCheck.FindAsync(AuthorizedKeys.BlobOf(state.PoolLine)) is { } way)
        {
            Console.WriteLine($"Not closed: {way}.");
            Turn(state with { Reason = way }, MachineStep.Occupied);
            return;
        }

        await OwnedFile.EditAsync(state.KeysFile, text => AuthorizedKeys.Add(text, state.WitnessLine));
        Turn(state, MachineStep.Proving);
    }

    private static void Turn(MachineState state, MachineStep step) =>
        (state with { Step = step, Since = Machine.Uptime(), BootId = Machine.BootId() }).Write(MachineFiles.State);

    private static async Task<GuardSight> LookAsync(TimeProvider time)
    {
        var unit = await Tool.RunAsync("systemctl", "show", "--property=ActiveState,StateChangeTimestampMonotonic", MachineFiles.Service);
        var properties = unit.Output.Split('\n').Select(line => line.Split('=', 2)).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1]);
        var up = properties.GetValueOrDefault("ActiveState") is "active" or "activating" or "reloading";
        var changed = double.TryParse(properties.GetValueOrDefault("StateChangeTimestampMonotonic"), CultureInfo.InvariantCulture, out var micro) ? micro / 1e6 : 0;
        var uptime = Machine.Uptime();
        return new GuardSight(
            Machine.BootId(),
            uptime,
            IsMark(MachineFiles.Born),
            IsMark(MachineFiles.Die),
            up ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Max(0, uptime - changed)),
            HeardAgo(time))
        {
            Revoked = RevokedCell.Look(MachineFiles.Data, MachineFiles.Roots),
        };
    }

    private static TimeSpan HeardAgo(TimeProvider time) =>
        IsMark(MachineFiles.Heard) ? time.GetUtcNow() - new DateTimeOffset(File.GetLastWriteTimeUtc(MachineFiles.Heard), TimeSpan.Zero) : TimeSpan.Zero;

    // Only that it is there counts; what it holds or points to does not.
    public static bool IsMark(string path) => new FileInfo(path) is { Exists: true, LinkTarget: null };
}
