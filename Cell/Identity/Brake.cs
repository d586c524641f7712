using System.Text.Json.Serialization;

namespace Cell.Identity;

/// <summary>What the operator lets the organism do, from most to least.</summary>
internal enum BrakeLevel
{
    Running,
    /// <summary>No births; what lives goes on.</summary>
    Paused,
    /// <summary>Every cell ends; born cells leave their machines blank.</summary>
    Dead,
}

/// <summary>The newest order of the brake. Immutable.</summary>
/// <param name="Version">0: none was ever given.</param>
/// <param name="By">"root" or "operator NAME".</param>
internal sealed record Brake(int Version, BrakeLevel Level, DateTimeOffset Issued, string By, string Reason)
{
    public static readonly Brake None = new(0, BrakeLevel.Running, DateTimeOffset.UnixEpoch, "", "");

    /// <summary>Why nobody is born now; null: births may be.</summary>
    [JsonIgnore]
    public string? Holds => Level == BrakeLevel.Running ? null : $"Births are stopped: {this}. `cell resume` lets them go on.";

    public override string ToString() => $"{(Level == BrakeLevel.Dead ? "ordered to die" : Level.ToString().ToLowerInvariant())} by {By} at {Issued:u}{(Reason.Length > 0 ? $" ({Reason})" : "")}";
}
