namespace Cell.Mitosis;

/// <summary>A moment in a birth at which it can be held: the machine is then really there, however quick the step is.</summary>
/// <param name="Step">The design's number of the step that is under way.</param>
/// <param name="Rule">The machine's plan (scripts/nursery.d/faults.c); "" when something else holds it.</param>
/// <param name="State">What the machine's state file must say at that moment; "" for none.</param>
internal sealed record BirthPoint(int Step, string Name, string Rule, string State)
{
    private const string StateFile = "/var/lib/cell-receptor/state.json";
    private const string Units = "/etc/systemd/system";

    /// <summary>The mother has the ticket, the machine does not answer her yet: its sshd stands still.</summary>
    public static readonly BirthPoint Ticket = new(1, "ticket", "", "");

    /// <summary>The session is open, the receptor has not greeted.</summary>
    public static readonly BirthPoint Connect = new(2, "connect", "hold 0 sh exec */receptor", "");

    /// <summary>The binary is on its way.</summary>
    public static readonly BirthPoint Copy = new(3, "copy", "hold 0 head exec head -c ???????*", "");

    /// <summary>A part of the guard is there: it comes before the claim, so that no claimed machine is without one.</summary>
    public static readonly BirthPoint Guard = new(4, "guard", $"hold 0 implant rename {Units}/cell-guard.path", "");

    /// <summary>The state file is written.</summary>
    public static readonly BirthPoint Claim = new(5, "claim", $"hold 0 implant renamed {StateFile}", "claimed");

    /// <summary>The daughter has a key and a certificate, but no genome.</summary>
    public static readonly BirthPoint Sign = new(6, "sign", "hold 0 implant rename /var/lib/private/cell/genome.dsse", "claimed");

    /// <summary>Her unit is there and is not started.</summary>
    public static readonly BirthPoint Start = new(7, "start", $"hold 0 implant renamed {Units}/cell.service", "claimed");

    /// <summary>She was accepted, the guard is about to say so: its own process or the implant, which looks with its eyes, and has written the claim before.</summary>
    public static readonly BirthPoint Commit = new(8, "born, not yet written", $"hold 0 guard rename {StateFile}\nhold 1 implant rename {StateFile}", "claimed");

    /// <summary>Committed, the pool line still stands.</summary>
    public static readonly BirthPoint Born = new(8, "born", $"hold 0 guard renamed {StateFile}\nhold 1 implant renamed {StateFile}", "born");

    /// <summary>The lines are swapped, the guard is about to say so.</summary>
    public static readonly BirthPoint Close = new(8, "born, access closed", $"hold 1 guard rename {StateFile}\nhold 2 implant rename {StateFile}", "born");

    /// <summary>The mother heard that it is committed, and is about to write that down and to want the proof.</summary>
    public static readonly BirthPoint Prove = new(9, "prove", Close.Rule, "proving");

    /// <summary>The proof is reported; the mother is about to write it down.</summary>
    public static readonly BirthPoint Remember = new(10, "remember", Close.Rule, "proving");

    public static readonly IReadOnlyList<BirthPoint> All = [Ticket, Connect, Copy, Guard, Claim, Sign, Start, Commit, Born, Close, Prove, Remember];

    /// <summary>The disk is full from this write on.</summary>
    /// <param name="who">implant or guard.</param>
    public static BirthPoint Full(string who, int write) => new(who == "implant" ? 4 : 8, $"{who}, write {write + 1}", $"full {write} {who} [!er]*", "");

    /// <summary>The file by which the machine tells that the moment has come.</summary>
    public string Mark => IsFull ? "full" : "held";

    public bool IsFull => Rule.StartsWith("full ", StringComparison.Ordinal);

    public override string ToString() => $"{Step} {Name}";
}
