using System.Globalization;
using Cell.Genome;
using Cell.Tissue;

namespace Cell.Homeostasis;

/// <summary>What the decision was made of.</summary>
/// <param name="Mean">Load of the role; null: not known.</param>
/// <param name="Own">Load of the cell.</param>
internal readonly record struct Figures(double? Mean, double? Own, int Cells, int Pending)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"mean {Mean:0.00} of {Cells}, {Pending} being born, own {Own:0.00}");
}

/// <summary>One thing that a cell does about one of its roles, and why.</summary>
internal abstract record Reaction(Role Role, Figures Figures)
{
    /// <summary>For the journal, <c>cell status --why</c> and the dashboard.</summary>
    public abstract string Reason { get; }

    internal sealed record Hold(Role Role, HoldCause Cause, string Detail, Figures Figures) : Reaction(Role, Figures)
    {
        public override string Reason => $"holds ({Cause.ToString().ToLowerInvariant()}){(Detail.Length > 0 ? $": {Detail}" : "")}; {Figures}";

        /// <summary>A person should know of it.</summary>
        public bool Alerts => Cause is HoldCause.Shared or HoldCause.AllSlow or HoldCause.AllFaulty or HoldCause.Inhibited;
    }

    /// <param name="Share">Of new clients, 0 to 1.</param>
    internal sealed record Shed(Role Role, double Share, Neighbour To, Figures Figures) : Reaction(Role, Figures)
    {
        public override string Reason => string.Create(CultureInfo.InvariantCulture, $"sends {Share:P0} of its clients to {To.Cell.Short} (load {To.Load:0.00}); {Figures}");
    }

    /// <param name="Wanted">The role that is to be born.</param>
    /// <param name="Short">So many are lacking.</param>
    internal sealed record Intend(Role Role, Role Wanted, int Short, Figures Figures) : Reaction(Role, Figures)
    {
        public override string Reason => Wanted == Role
            ? $"would bear: {Short} more {Role.ToString().ToLowerInvariant()} cells are needed; {Figures}"
            : $"would move its {Wanted.ToString().ToLowerInvariant()} role onto a machine of its own; {Figures}";
    }

    internal sealed record Replace(Role Role, string Detail, Figures Figures) : Reaction(Role, Figures)
    {
        public override string Reason => $"wants to be replaced: {Detail}; {Figures}";
    }

    internal sealed record Leave(Role Role, string Detail, Figures Figures) : Reaction(Role, Figures)
    {
        public override string Reason => $"leaves: {Detail}; {Figures}";
    }
}

internal enum HoldCause
{
    Blind,
    Pregnant,
    /// <summary>Something that all use is the bottleneck: a daughter would not help.</summary>
    Shared,
    /// <summary>The last births did not help.</summary>
    Inhibited,
    /// <summary>Those that are being born are enough, or a limit is reached.</summary>
    Covered,
    /// <summary>Half of the role or more became slow: that is no matter of one machine.</summary>
    AllSlow,
    /// <summary>Half of the role or more fail at their work: nor is that.</summary>
    AllFaulty,
    /// <summary>It looks for longer yet before it acts.</summary>
    Watching,
    Balanced,
}
