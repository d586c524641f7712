namespace Cell.Genome;

/// <summary>Signed papers count up one by one.</summary>
internal static class SignedVersions
{
    /// <summary>Who stole a root could else sign the last number there is, and nothing of the other root could follow it.</summary>
    public const int MostJump = 1000;

    /// <summary>Why a version may not follow the one that is held; null: it may.</summary>
    public static string? Leap(int held, int next) => next - MostJump > held ? $"Its version {next} is more than {MostJump} above {held}." : null;
}
