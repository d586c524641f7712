namespace Cell.Mitosis;

/// <summary>What the guard sees of its machine.</summary>
/// <param name="Born">The daemon says that a health cell accepted it.</param>
/// <param name="Die">The daemon asks to be ended.</param>
/// <param name="DownFor">How long the unit has been down.</param>
/// <param name="Unheard">How long no health cell has answered.</param>
internal sealed record GuardSight(string BootId, double Uptime, bool Born, bool Die, TimeSpan DownFor, TimeSpan Unheard)
{
    /// <summary>Why its certificate is out, by the root-signed list that lies beside it; null: it is not, or there is no list.</summary>
    public string? Revoked { get; init; }
}

internal enum GuardAction
{
    Nothing,
    /// <summary>Record the birth.</summary>
    Commit,
    /// <summary>Take the pool line out and put the witness line in.</summary>
    CloseAccess,
    /// <summary>Take the witness line out.</summary>
    EndProof,
    /// <summary>Remove a mark that says nothing new: a path unit would call again and again.</summary>
    ForgetMark,
    /// <summary>Make the machine blank again.</summary>
    Blank,
    /// <summary>It is blank: the guard takes itself away.</summary>
    Retire,
}

/// <param name="Reason">For the journal and the state file.</param>
internal sealed record GuardVerdict(GuardAction Action, string Reason);

/// <summary>The far side's transitions as one table. Pure: a tick after a crash decides the same again.</summary>
internal static class GuardDecision
{
    public static readonly TimeSpan ProofOpen = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan MostDown = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan MostUnheard = TimeSpan.FromHours(24);

    public static GuardVerdict Next(MachineState? state, GuardSight sight) => state switch
    {
        null => new(GuardAction.Retire, "the machine is blank"),
        { Step: MachineStep.Undoing } => new(GuardAction.Blank, state.Reason),
        _ when sight.Die => new(GuardAction.Blank, "the cell asked for its end"),
        _ when sight.Revoked is { } revoked => new(GuardAction.Blank, revoked),
        { Step: MachineStep.Claimed } when sight.BootId != state.BootId => new(GuardAction.Blank, "the machine was started anew before the birth was committed"),
        { Step: MachineStep.Claimed } when sight.Uptime > state.DeadlineSeconds => new(GuardAction.Blank, "the birth was not committed by its deadline"),
        { Step: MachineStep.Claimed } when sight.Born => new(GuardAction.Commit, "a health cell accepted the daughter"),
        { Step: MachineStep.Claimed } => new(GuardAction.Nothing, "the birth is under way"),
        { Step: MachineStep.Born } => new(GuardAction.CloseAccess, "the birth is committed"),
        { Step: MachineStep.Proving or MachineStep.Occupied } when sight.Born => new(GuardAction.ForgetMark, "the birth is committed already"),
        { Step: MachineStep.Proving } when sight.BootId != state.BootId || sight.Uptime > state.Since + ProofOpen.TotalSeconds => new(GuardAction.EndProof, "the proof's time is over"),
        { Step: MachineStep.Proving } => new(GuardAction.Nothing, "the witness may show that the pool key is useless"),
        _ when sight.DownFor > MostDown => new(GuardAction.Blank, $"the unit did not stay up for {MostDown.TotalMinutes:0} min"),
        _ when sight.Unheard > MostUnheard => new(GuardAction.Blank, $"no health cell answered for {MostUnheard.TotalHours:0} h"),
        _ => new(GuardAction.Nothing, "a cell lives here"),
    };
}
