namespace Cell.Mitosis;

/// <summary>Makes a machine blank again. Every part may be done twice; the state file goes when all else is done, the guard after it.</summary>
internal static class Blanking
{
    public static async Task RunAsync(MachineState state, string reason)
    {
        (state with { Step = MachineStep.Undoing, Reason = reason }).Write(MachineFiles.State);
        if (File.Exists($"{MachineFiles.Units}/{MachineFiles.Service}"))
        {
            await Tool.RunAsync("systemctl", ["kill", "--signal=SIGKILL", MachineFiles.Service], "", Tool.Patience);
            await Machine.SystemctlAsync("stop", MachineFiles.Service);
            Machine.RemoveUnit(MachineFiles.Service);
            await Machine.SystemctlAsync("daemon-reload");

            // A killed unit stays on systemd's list as failed, even without its file; nothing is to be reset when it is not.
            await Tool.RunAsync("systemctl", "reset-failed", MachineFiles.Service);
        }

        foreach (var folder in new[] { MachineFiles.Data, "/run/private/cell" }.Where(Directory.Exists))
        {
            Directory.Delete(folder, recursive: true);
        }

        ClearStaging();

        File.Delete(MachineFiles.DataLink);
        File.Delete(MachineFiles.Runtime);
        await RestoreAccessAsync(state);
        File.Delete(MachineFiles.State);
        Storage.AtomicFile.Synchronise(MachineFiles.Staging);
        await RetireAsync();
    }

    /// <summary>The binary as it came; a running implant keeps what it runs from.</summary>
    public static void ClearStaging()
    {
        if (Directory.Exists(MachineFiles.Arrived))
        {
            Directory.Delete(MachineFiles.Arrived, recursive: true);
        }
    }

    /// <summary>The guard takes itself away from a blank machine; the timer that calls it last.</summary>
    public static async Task RetireAsync()
    {
        foreach (var unit in new[] { MachineFiles.GuardPath, MachineFiles.GuardTimer })
        {
            if (File.Exists($"{MachineFiles.Units}/{unit}"))
            {
                await Machine.SystemctlAsync("stop", unit);
            }

            Machine.RemoveUnit(unit);
        }

        Machine.RemoveUnit(MachineFiles.GuardService);
        await Machine.SystemctlAsync("daemon-reload");
        File.Delete(MachineFiles.Binary);
    }

    private static Task RestoreAccessAsync(MachineState state) => OwnedFile.EditAsync(state.KeysFile, text =>
    {
        var restored = state.WitnessLine.Length > 0 ? AuthorizedKeys.Replace(text, state.WitnessLine, state.PoolLine) : text;
        return AuthorizedKeys.Add(restored, state.PoolLine);
    });
}
