using Cell.Storage;

namespace Cell.Mitosis;

/// <summary>Makes a machine blank again. Every part may be done twice, and before all of it the state file says that it was begun; that file goes when
/// all else is done, the guard after it.</summary>
internal static class Blanking
{
    // A silent cell is dead after 8 s, and looked at within seconds then.
    private static readonly TimeSpan SeenPatience = TimeSpan.FromSeconds(30);

    // By them the guard knows what the machine becomes, should it be cut off before that stands in the state file.
    private static readonly string[] Papers = ["genome.dsse", "revocations.dsse", "identity"];

    /// <param name="gently">The cell asked for it: it may say goodbye and close its files.</param>
    /// <exception cref="IOException">It could not be brought to its end: the next tick goes on.</exception>
    public static async Task RunAsync(MachineHand by, MachineState state, string reason, bool gently, TimeProvider time)
    {
        var undoing = state.Step == MachineStep.Undoing ? state : await BeginAsync(by, state, reason);
        await StopAsync(gently);
        Relic.Keep(MachineFiles.Data, MachineFiles.Relics, undoing);
        Clear(MachineFiles.Data, []);
        Clear("/run/private/cell", []);
        ClearStaging();
        Clear(MachineFiles.Runtime, []);
        if (new FileInfo(MachineFiles.DataLink).LinkTarget is not null)
        {
            File.Delete(MachineFiles.DataLink);
        }

        Relic.Describe(MachineFiles.Relics, undoing, time.GetUtcNow());
        RestoreAccess(undoing, undoing.End?.Lines ?? [undoing.PoolLine]);

        // All of it before the state file, also on the disk.
        foreach (var folder in new[] { "/var/lib/private", "/var/lib", MachineFiles.Units, $"{MachineFiles.Units}/multi-user.target.wants" }.Where(Directory.Exists))
        {
            AtomicFile.Synchronise(folder);
        }

        if (undoing.End is { PowerOff: true })
        {
            AtomicFile.Write(MachineFiles.Off, [], AtomicFile.Private);
        }

        MachineSteps.Require(by, undoing.Step, null);
        File.Delete(MachineFiles.State);
        AtomicFile.Synchronise(MachineFiles.Staging);
        await RetireAsync(time);
    }

    /// <summary>The binary as it came; a running implant keeps what it runs from.</summary>
    public static void ClearStaging()
    {
        if (Directory.Exists(MachineFiles.Arrived))
        {
            Directory.Delete(MachineFiles.Arrived, recursive: true);
        }
    }

    /// <summary>The guard takes itself away from a blank machine. All its files go at one stroke, the binary last: until then its timer, which systemd
    /// still knows, calls it again.</summary>
    public static async Task RetireAsync(TimeProvider time)
    {
        // Only where somebody took the state file away from a living cell: she does not live on without a guard. What she has stays for `cell pool clean`.
        await StopAsync(gently: false);
        Machine.RemoveUnit(MachineFiles.Service);
        Machine.RemoveUnit(MachineFiles.GuardPath);
        Machine.RemoveUnit(MachineFiles.GuardTimer);
        Machine.RemoveUnit(MachineFiles.GuardService);
        MadeFolders.Remove(MachineFiles.Made);
        RemoveCutOff(MachineFiles.Units, ".cell*.*");
        RemoveCutOff(MachineFiles.Staging, ".state.json.*");
        RemoveCutOff(MachineFiles.Staging, ".made.*");
        RemoveCutOff(MachineFiles.Staging, ".off.*");
        File.Delete(MachineFiles.Binary + ".new");
        try
        {
            AtomicFile.Synchronise(MachineFiles.Units);
        }
        catch (IOException fault)
        {
            // A full disk. Nobody but this process may know of the files: what is left is worse than units that a power cut brings back.
            Console.WriteLine($"{MachineFiles.Units} could not be synchronised: {fault.Message}");
        }

        File.Delete(MachineFiles.Binary);

        // Not known, when they were never started.
        await Tool.RunAsync("systemctl", "stop", MachineFiles.GuardPath, MachineFiles.GuardTimer);

        // Called too often in vain, the path unit has failed, or the guard that it called had no binary any more: they would stand on systemd's
        // list without their files.
        await Tool.RunAsync("systemctl", "reset-failed", MachineFiles.GuardPath, MachineFiles.GuardTimer, MachineFiles.GuardService);
        await Machine.SystemctlAsync("daemon-reload");
        if (File.Exists(MachineFiles.Off))
        {
            File.Delete(MachineFiles.Off);
            await PowerOffAsync(time);
        }
    }

    private static async Task<MachineState> BeginAsync(MachineHand by, MachineState state, string reason)
    {
        var (end, said) = Ending.Of(state, HeldGenome.Look(MachineFiles.Data, MachineFiles.Roots, state.Organism, state.GenomeVersion), Machine.HostKeys());
        Console.WriteLine($"{said}.");
        var undoing = state with { Step = MachineStep.Undoing, Reason = reason, End = end };
        try
        {
            undoing.Write(MachineFiles.State, by, state.Step);
        }
        catch (IOException)
        {
            // No room, most likely, and the daemon has it. Cut off here, the guard finds a cell whose unit is down, or a birth past its deadline.
            await StopAsync(gently: false);
            Clear(MachineFiles.Data, [.. Papers, .. Relic.Kept]);
            undoing.Write(MachineFiles.State, by, state.Step);
        }

        return undoing;
    }

    private static async Task StopAsync(bool gently)
    {
        if (!File.Exists($"{MachineFiles.Units}/{MachineFiles.Service}"))
        {
            return;
        }

        if (!gently)
        {
            await Tool.RunAsync("systemctl", "kill", "--signal=SIGKILL", MachineFiles.Service);
        }

        await Machine.SystemctlAsync("stop", MachineFiles.Service);

        // A killed unit stays on systemd's list as failed, even without its file; nothing is to be reset when it is not.
        await Tool.RunAsync("systemctl", "reset-failed", MachineFiles.Service);
        Machine.RemoveUnit(MachineFiles.Service);
    }

    private static void Clear(string folder, string[] but)
    {
        if (new FileInfo(folder).LinkTarget is not null)
        {
            File.Delete(folder);
            return;
        }

        if (!Directory.Exists(folder))
        {
            return;
        }

        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos().Where(entry => !but.Contains(entry.Name)))
        {
            if (entry is DirectoryInfo { LinkTarget: null } inner)
            {
                inner.Delete(recursive: true);
            }
            else
            {
                entry.Delete();
            }
        }

        if (but.Length == 0)
        {
            Directory.Delete(folder);
        }
    }

    private static void RestoreAccess(MachineState state, IReadOnlyList<string> lines)
    {
        try
        {
            OwnedFile.Edit(state.KeysFile, state.Owner, text => AuthorizedKeys.Restore(text, state.WitnessLine, state.PoolLine, state.Places, lines));
        }
        catch (FileRefusedException refused)
        {
            // Whoever owns the file made it so. Without a way in the machine is as blank; it only needs its operator.
            Console.WriteLine($"The pool's line does not come back: {refused.Message}. `cell pool add {state.Host}` puts it there.");
        }
    }

    // Temporary files of writes that a kill cut off.
    private static void RemoveCutOff(string folder, string pattern)
    {
        foreach (var file in Directory.Exists(folder) ? Directory.GetFiles(folder, pattern) : [])
        {
            File.Delete(file);
        }
    }

    // A health cell looks at a machine whose cell fell silent: seen blank it is free at once, switched off it is only silent.
    private static async Task PowerOffAsync(TimeProvider time)
    {
        var (start, blank) = (time.GetTimestamp(), time.GetUtcNow());
        while (time.GetElapsedTime(start) < SeenPatience && !(File.Exists(MachineFiles.Receiving) && File.GetLastWriteTimeUtc(MachineFiles.Receiving) > blank))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(500), time, CancellationToken.None);
        }

        Console.WriteLine("The machine is blank and switches itself off, as its pool entry says.");
        var off = await Tool.RunAsync("systemctl", "poweroff");
        if (!off.Good)
        {
            // Blank it is; that it runs costs money, which `cell pool list` shows.
            Console.WriteLine($"It stays on: systemctl poweroff: {off.Trouble}.");
        }
    }
}
