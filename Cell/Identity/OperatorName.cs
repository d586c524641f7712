namespace Cell.Identity;

/// <summary>What an operator is called in a certificate: 1 to 40 of a-z, 0-9, '-' and '.'.</summary>
internal static class OperatorName
{
    private const int Longest = 40;

    public static bool IsGood(string name) => name.Length is > 0 and <= Longest && name.All(IsGood);

    /// <summary>As near to an account's name as the rule allows.</summary>
    public static string Of(string account)
    {
        var name = new string([.. account.ToLowerInvariant().Take(Longest).Select(letter => IsGood(letter) ? letter : '-')]);
        return name.Length > 0 ? name : "operator";
    }

    private static bool IsGood(char letter) => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '-' or '.';
}
