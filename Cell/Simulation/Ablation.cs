namespace Cell.Simulation;

/// <summary>Rules that a scenario may leave out, to see what each is good for.</summary>
internal static class Ablation
{
    /// <summary>A strained shared sign forbids growth.</summary>
    public const string Shared = "shared";
    /// <summary>No more crawlers than hosts.</summary>
    public const string Useful = "useful";
    /// <summary>Births must help.</summary>
    public const string Inhibition = "inhibition";
    /// <summary>The windows have their full length: else a quarter of it.</summary>
    public const string Windows = "windows";
    /// <summary>Births under way count.</summary>
    public const string Pending = "pending";

    public static bool IsRule(string name) => name is Shared or Useful or Inhibition or Windows or Pending;
}
