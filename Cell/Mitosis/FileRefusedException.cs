namespace Cell.Mitosis;

/// <summary>A file that must not be edited as it stands there: trying again does not help, somebody has to look.</summary>
internal sealed class FileRefusedException(string message) : IOException(message);
