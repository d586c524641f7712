using System.Globalization;
using System.Text;
using Cell.Tissue;
using Cell.Vitals;

namespace Cell.Cli;

/// <summary>What a cell measures and decides, as people read it.</summary>
internal static class WhyTable
{
    public static string Draw(WhyAnswer answer, DateTimeOffset now)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"Cell {answer.Cell}");
        text.AppendLine(CultureInfo.InvariantCulture, $"{"SIGN",-24} {"CLASS",-10} {"VALUE",12} {"OF",12} {"UNIT",-10} {"LOAD",6}");
        foreach (var sign in answer.Signs)
        {
            text.AppendLine(sign.Load is { } load
                ? string.Create(CultureInfo.InvariantCulture, $"{sign.Name,-24} {sign.Class,-10} {sign.Raw,12:0.##} {sign.Capacity,12:0.##} {sign.Unit,-10} {load,6:0.00} {Stress.LaneOf(load).ToString().ToLowerInvariant()}")
                : $"{sign.Name,-24} {sign.Class,-10} {sign.WhyNot}");
        }

        if (answer.Signs.Count == 0)
        {
            text.AppendLine("Nothing was measured yet: the first sample comes within seconds.");
        }

        foreach (var (role, sum) in answer.Roles.OrderBy(role => role.Key))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{role,-8} {sum.Cells} live, {sum.Pending} being born, mean load {sum.Load / Math.Max(1, sum.Cells):0.00}, {sum.Rate:0.0} a second{(sum.Useful is { } useful ? $", work for {useful}" : "")}{(sum.Unmeasured > 0 ? $", {sum.Unmeasured} not measured" : "")}");
        }

        foreach (var verdict in answer.Verdicts)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"As {verdict.Role.ToString().ToLowerInvariant()}, for {(now - verdict.Since).TotalSeconds:0} s: {string.Join("; and ", verdict.Reasons)}.");
        }

        return text.ToString().TrimEnd();
    }
}
