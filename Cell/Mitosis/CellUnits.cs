namespace Cell.Mitosis;

/// <summary>The systemd units on a machine of the pool.</summary>
internal static class CellUnits
{
    /// <summary>The daemon: no user, no capability, no device, nothing writable but its own state.</summary>
    public const string Service = $"""
        [Unit]
        Description=A cell
        After=network.target
        Wants={MachineFiles.GuardTimer} {MachineFiles.GuardPath}
        StartLimitIntervalSec=0

        [Service]
        Type=notify
        NotifyAccess=main
        ExecStart={MachineFiles.Binary} start --data %S/cell
        Environment=HOME=%S/cell
        WorkingDirectory=%S/cell
        StateDirectory=cell
        StateDirectoryMode=0700
        RuntimeDirectory=cell
        RuntimeDirectoryMode=0700
        Restart=always
        RestartSec=1
        TimeoutStartSec=30
        TimeoutStopSec=12
        WatchdogSec=60
        UMask=0077
        LimitNOFILE=65536
        DynamicUser=yes
        PrivateUsers=yes
        PrivateTmp=yes
        PrivateDevices=yes
        PrivateIPC=yes
        DevicePolicy=closed
        ProtectSystem=strict
        ProtectHome=yes
        ProtectClock=yes
        ProtectHostname=yes
        ProtectKernelLogs=yes
        ProtectKernelModules=yes
        ProtectKernelTunables=yes
        ProtectControlGroups=yes
        ProtectProc=invisible
        RemoveIPC=yes
        NoNewPrivileges=yes
        CapabilityBoundingSet=
        AmbientCapabilities=
        KeyringMode=private
        LockPersonality=yes
        MemoryDenyWriteExecute=yes
        RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
        RestrictNamespaces=yes
        RestrictRealtime=yes
        RestrictSUIDSGID=yes
        SystemCallArchitectures=native
        SystemCallFilter=@system-service
        SystemCallFilter=~@privileged @resources
        SystemCallFilter=setpriority
        SystemCallErrorNumber=EPERM

        [Install]
        WantedBy=multi-user.target

        """;

    /// <summary>Out of the daemon's reach; one look at the machine, then it ends. Only what it does is logged, not that systemd starts it again and again.</summary>
    public const string GuardService = $"""
        [Unit]
        Description=The guard of this machine's cell
        ConditionPathExists={MachineFiles.Binary}

        [Service]
        Type=oneshot
        ExecStart={MachineFiles.Binary} guard
        TimeoutStartSec=90
        SyslogLevel=notice
        LogLevelMax=notice

        """;

    public const string GuardTimer = """
        [Unit]
        Description=The guard of this machine's cell looks

        [Timer]
        OnActiveSec=2
        OnBootSec=2
        OnUnitInactiveSec=15
        AccuracySec=1

        [Install]
        WantedBy=timers.target

        """;

    public const string GuardPath = $"""
        [Unit]
        Description=The cell calls its guard

        [Path]
        PathExists={MachineFiles.Born}
        PathExists={MachineFiles.Die}
        Unit={MachineFiles.GuardService}

        [Install]
        WantedBy=multi-user.target

        """;
}
