using System.Globalization;

namespace Cell.Vitals;

/// <summary>How long work had to wait for a resource, of the last ten seconds: the kernel's pressure stall information of the own control group, else of the box.</summary>
internal static class PressureSensor
{
    /// <param name="resource">"cpu", "memory" or "io".</param>
    public static VitalSign Read(string resource)
    {
        var name = $"{resource} pressure";
        var text = ControlGroup.Of(resource) is { IsV2: true } group ? group.Read($"{resource}.pressure") : null;
        try
        {
            text ??= File.Exists($"/proc/pressure/{resource}") ? File.ReadAllText($"/proc/pressure/{resource}") : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Built into the kernel and switched off: reading it fails.
        }

        return Some(text) is { } percent
            ? VitalSign.Of(name, "% of time", SignClass.Own, percent, 100)
            : VitalSign.Unknown(name, "% of time", SignClass.Own, "This kernel tells no pressure (psi=1 at boot switches it on).");
    }

    // some avg10=1.25 avg60=0.60 avg300=0.21 total=14950907
    internal static double? Some(string? text) =>
        text?.Split('\n')[0].Split(' ') is ["some", var first, ..] && first.StartsWith("avg10=", StringComparison.Ordinal) && double.TryParse(first.AsSpan(6), CultureInfo.InvariantCulture, out var percent)
            ? percent
            : null;
}
