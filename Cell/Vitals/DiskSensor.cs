namespace Cell.Vitals;

/// <summary>Space in use on the disk of a folder.</summary>
internal static class DiskSensor
{
    public static VitalSign Read(string folder)
    {
        try
        {
            var disk = new DriveInfo(folder);
            return VitalSign.Of("disk", "MiB", SignClass.Own, (disk.TotalSize - disk.AvailableFreeSpace) / (double)(1 << 20), disk.TotalSize / (double)(1 << 20));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return VitalSign.Unknown("disk", "MiB", SignClass.Own, fault.Message);
        }
    }
}
