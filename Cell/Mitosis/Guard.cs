using System.Globalization;
using Cell.Genome;
using Cell.Storage;

namespace Cell.Mitosis;

/// <summary>The far side's own judge: a root timer that the daemon cannot touch. One look, one action, all of it repeatable.</summary>
internal sealed class Guard(TimeProvider time)
{
    private const int MostSteps = 6;

    // A unit that falls down each few seconds is not up.
    private const double UpAfter = 60;

    /// <summary>Looks and acts until nothing is to be done.</summary>
    /// <exception cref="IOException">The machine could not be brought where it should be: the next tick tries again.</exception>
    /// <exception cref="InvalidDataException">Its state cannot be read: somebody has to look.</exception>
    public async Task TickAsync()
    {
        using var only = TryLock();
        if (only is null)
        {
            return;
        }

        for (var step = 0; step < MostSteps; step++)
        {
            var state = await ReadAsync();
            var sight = await LookAsync(state?.Step);
            var verdict = GuardDecision.Next(state, sight);
            if (verdict.Action == GuardAction.Nothing)
            {
                return;
            }

            if (verdict.Action != GuardAction.Count)
            {
                Console.WriteLine($"{verdict.Action}: {verdict.Reason}.");
            }

            await ActAsync(state, sight, verdict);
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
            Directory.CreateDirectory(MachineFiles.Staging, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

            // On Linux .NET takes a flock for FileShare.None.
            return new FileStream(MachineFiles.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static async Task<MachineState?> ReadAsync()
    {
        try
        {
            return MachineState.Read(MachineFiles.State);
        }
        catch (InvalidDataException)
        {
            // What the machine was before nobody knows now, so nothing is taken away; but a cell that must end does not run on.
            if (IsMark(MachineFiles.Die) || RevokedCell.Look(MachineFiles.Data, MachineFiles.Roots) is not null)
            {
                await Machine.SystemctlAsync("stop", MachineFiles.Service);
                Machine.RemoveUnit(MachineFiles.Service);
            }

            throw;
        }
    }

    private async Task ActAsync(MachineState? state, GuardSight sight, GuardVerdict verdict)
    {
        switch (verdict.Action, state)
        {
            case (GuardAction.Retire, _):
                await Blanking.RetireAsync(time);
                break;
            case (GuardAction.Blank, { } held):
                await Blanking.RunAsync(MachineHand.Guard, held, verdict.Reason, gently: sight is { Die: true, Revoked: null }, time);
                break;
            case (GuardAction.Commit, { } held):
                Turn(held, MachineStep.Born);
                File.Delete(MachineFiles.Born);
                break;
            case (GuardAction.CloseAccess, { } held):
                await CloseAsync(held, sight);
                break;
            case (GuardAction.ForgetMark, _):
                File.Delete(MachineFiles.Born);
                break;
            case (GuardAction.EndProof, { } held):
                EndProof(held);
                break;
            case (GuardAction.LookInside, { } held):
                await LookInsideAsync(held, sight);
                break;
            case (GuardAction.Count, { } held):
                Keep(held with { Vigil = held.Vigil.After(sight) }, held.Step);
                break;
        }
    }

    // The witness line comes only after the inside is clean: who gets its answer has both proofs.
    private static async Task CloseAsync(MachineState state, GuardSight sight)
    {
        OwnedFile.Edit(state.KeysFile, state.Owner, text => AuthorizedKeys.Without(text, state.PoolLine));
        var way = await InsideCheck.FindAsync(AuthorizedKeys.BlobOf(state.PoolLine));
        var closed = state with { Vigil = state.Vigil.LookedAt(sight, way) };
        if (way is not null)
        {
            Console.WriteLine($"Not closed: {way}.");
            Turn(closed with { Reason = way }, MachineStep.Occupied);
            return;
        }

        OwnedFile.Edit(state.KeysFile, state.Owner, text => AuthorizedKeys.Put(text, [state.WitnessLine], state.Places[0]));
        Turn(closed, MachineStep.Proving);
    }

    private static void EndProof(MachineState state)
    {
        try
        {
            OwnedFile.Edit(state.KeysFile, state.Owner, text => AuthorizedKeys.Without(text, state.WitnessLine));
        }
        catch (FileRefusedException refused)
        {
            // It has run out by its own expiry-time; the look from inside says what is to become of such a file.
            Console.WriteLine($"The witness line stays: {refused.Message}.");
        }

        Turn(state, MachineStep.Occupied);
    }

    // Step 9's look again, for the key of the birth and for those of now.
    private static async Task LookInsideAsync(MachineState state, GuardSight sight)
    {
        var unwanted = Ending.Unwanted(state, HeldGenome.Look(MachineFiles.Data, MachineFiles.Roots, state.Organism, state.GenomeVersion));
        var way = TakeOut(state, unwanted);
        foreach (var blob in unwanted.Select(AuthorizedKeys.BlobOf).Distinct())
        {
            way ??= await InsideCheck.FindAsync(blob);
        }

        if (way is not null)
        {
            Console.WriteLine($"The pool key may come in: {way}.");
        }

        Keep(state with { Vigil = state.Vigil.LookedAt(sight, way) }, state.Step);
    }

    private static string? TakeOut(MachineState state, IReadOnlyList<string> lines)
    {
        try
        {
            OwnedFile.Edit(state.KeysFile, state.Owner, text =>
            {
                var without = lines.Aggregate(text, AuthorizedKeys.Without);
                if (without != text)
                {
                    Console.WriteLine($"The pool's line had come back into {state.KeysFile}: it is out again.");
                }

                return without;
            });
            return null;
        }
        catch (FileRefusedException) when (!Path.Exists(state.KeysFile))
        {
            return null;
        }
        catch (FileRefusedException refused)
        {
            return refused.Message;
        }
    }

    private static void Turn(MachineState state, MachineStep step) => Keep(state with { Step = step, Since = Machine.Uptime(), BootId = Machine.BootId() }, state.Step);

    private static void Keep(MachineState state, MachineStep before) => state.Write(MachineFiles.State, MachineHand.Guard, before);

    private static async Task<GuardSight> LookAsync(MachineStep? step) => new(
        Machine.BootId(),
        Machine.Uptime(),
        IsMark(MachineFiles.Born),
        IsMark(MachineFiles.Die),
        File.Exists($"{MachineFiles.Units}/{MachineFiles.Service}"),
        step != MachineStep.Occupied || await IsUpAsync(), // before, nothing depends on it
        IsMark(MachineFiles.Heard) ? File.GetLastWriteTimeUtc(MachineFiles.Heard).Ticks : 0,
        RevokedCell.Look(MachineFiles.Data, MachineFiles.Roots));

    private static async Task<bool> IsUpAsync()
    {
        var unit = await Tool.RunAsync("systemctl", "show", "--property=ActiveState,ActiveEnterTimestampMonotonic", MachineFiles.Service);
        var properties = unit.Output.Split('\n').Select(line => line.Split('=', 2)).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1]);
        return !unit.Good
            || (properties.GetValueOrDefault("ActiveState") is "active" or "reloading"
                && double.TryParse(properties.GetValueOrDefault("ActiveEnterTimestampMonotonic"), CultureInfo.InvariantCulture, out var entered)
                && Machine.Uptime() - (entered / 1e6) >= UpAfter);
    }

    // Only that it is there counts; what it holds or points to does not.
    public static bool IsMark(string path) => new FileInfo(path) is { Exists: true, LinkTarget: null };
}
