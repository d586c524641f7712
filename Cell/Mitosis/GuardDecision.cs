using Cell.Genome;

namespace Cell.Mitosis;

/// <summary>What the guard sees of its machine.</summary>
/// <param name="Born">The daemon says that a health cell accepted it.</param>
/// <param name="Die">The daemon asks to be ended.</param>
/// <param name="HasUnit">Its unit file is there.</param>
/// <param name="IsUp">The unit has been up for a minute.</param>
/// <param name="Heard">When the daemon last marked that a health cell answered, by whatever clock; 0: not since its start.</param>
/// <param name="Revoked">Why its certificate is out, by the root-signed list that lies beside it; null: it is not, or there is no list.</param>
internal sealed record GuardSight(string BootId, double Uptime, bool Born, bool Die, bool HasUnit, bool IsUp, long Heard, string? Revoked);

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
    /// <summary>Look from inside whether the pool key opens anything, and take its line out if it came back.</summary>
    LookInside,
    /// <summary>Write down what was counted.</summary>
    Count,
    /// <summary>Make the machine blank again.</summary>
    Blank,
    /// <summary>It is blank: the guard takes itself away.</summary>
    Retire,
}

/// <param name="Reason">For the journal and the state file.</param>
internal sealed record GuardVerdict(GuardAction Action, string Reason);

/// <summary>What the guard does, as one table: the first row that fits. Pure: a tick after a crash decides the same again.</summary>
internal static class GuardDecision
{
    public static readonly TimeSpan ProofOpen = TimeSpan.FromSeconds(60);
    public static readonly TimeSpan MostDown = TimeSpan.FromMinutes(15);
    public static readonly TimeSpan MostUnheard = TimeSpan.FromHours(24);

    // One may have been found while the machine's sshd was being renewed.
    private const int WaysUntilEnd = 2;

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

        // Where the state file could not be written, its end was begun without.
        _ when !sight.HasUnit => new(GuardAction.Blank, "its unit is gone"),
        { Step: MachineStep.Born } => new(GuardAction.CloseAccess, "the birth is committed"),

        _ when sight.Born => new(GuardAction.ForgetMark, "the birth is committed already"),
        { Step: MachineStep.Proving } when sight.BootId != state.BootId || sight.Uptime > state.Since + ProofOpen.TotalSeconds => new(GuardAction.EndProof, "the proof's time is over"),
        { Step: MachineStep.Proving } => new(GuardAction.Nothing, "the witness may show that the pool key is useless"),

        { Vigil: var vigil } when vigil.IllFor(sight) > MostDown => new(GuardAction.Blank, $"the unit did not stay up for {MostDown.TotalMinutes:0} min"),
        { Vigil: var vigil, Role: Role.Crawler } when vigil.Silence > MostUnheard => new(GuardAction.Blank, $"no health cell answered for {MostUnheard.TotalHours:0} h"),
        { Vigil: var vigil } when vigil.Ways >= WaysUntilEnd => new(GuardAction.Blank, $"the machine lets the pool key in: {vigil.Way}"),
        { Vigil: var vigil } when vigil.IsLookDue(sight) => new(GuardAction.LookInside, "an hour has passed, or a boot"),
        { Vigil: var vigil } when vigil.After(sight) != vigil => new(GuardAction.Count, "what is counted has changed"),
        _ => new(GuardAction.Nothing, "a cell lives here"),
    };
}
