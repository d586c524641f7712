using System.Globalization;

namespace Cell.Vitals;

/// <summary>What a machine is too short of to take on more work. Pure.</summary>
internal static class Strain
{
    // Work that waits for a processor most of the time also times out there, and others are blamed for it.
    private const double MostCpuPressure = 0.8;
    private const double MostMemory = 0.9;

    /// <returns>Null: nothing.</returns>
    public static string? Of(VitalSign cpuPressure, VitalSign memory) =>
        Over(memory, MostMemory) ?? Over(cpuPressure, MostCpuPressure);

    /// <summary>Of this machine now.</summary>
    public static string? Now() => Of(PressureSensor.Read("cpu"), MemorySensor.Read());

    private static string? Over(VitalSign sign, double most) =>
        sign.Load > most ? string.Create(CultureInfo.InvariantCulture, $"{sign.Name} is at {sign.Load:0.00}, above {most:0.0}") : null;
}
