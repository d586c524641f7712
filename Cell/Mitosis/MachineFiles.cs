namespace Cell.Mitosis;

/// <summary>What Cell has on a machine of the pool, and where.</summary>
internal static class MachineFiles
{
    public const string Library = "/usr/local/lib/cell";
    public const string Receptor = $"{Library}/receptor";
    public const string AllowedSigners = $"{Library}/allowed_signers";
    public const string Roots = $"{Library}/root.pem";
    public const string Binary = $"{Library}/cell";

    public const string Staging = "/var/lib/cell-receptor";
    public const string Arrived = $"{Staging}/in";
    public const string ArrivedBinary = $"{Arrived}/cell";
    public const string State = $"{Staging}/state.json";
    public const string Lock = $"{Staging}/lock";

    /// <summary>Written to by each call of the receptor.</summary>
    public const string Receiving = $"{Staging}/receiving";

    /// <summary>Folders that a birth had to make.</summary>
    public const string Made = $"{Staging}/made";

    /// <summary>The machine is to switch itself off when it is blank.</summary>
    public const string Off = $"{Staging}/off";

    /// <summary>What ended cells left for the operator.</summary>
    public const string Relics = $"{Staging}/relic";

    public const string Units = "/etc/systemd/system";
    public const string Service = "cell.service";
    public const string GuardService = "cell-guard.service";
    public const string GuardTimer = "cell-guard.timer";
    public const string GuardPath = "cell-guard.path";

    /// <summary>Where a dynamic user's state lies; /var/lib/cell is systemd's link to it.</summary>
    public const string Data = "/var/lib/private/cell";
    public const string DataLink = "/var/lib/cell";

    public const string Runtime = "/run/cell";
    public const string Born = $"{Runtime}/born";
    public const string Die = $"{Runtime}/die";
    public const string Heard = $"{Runtime}/heard";
}
