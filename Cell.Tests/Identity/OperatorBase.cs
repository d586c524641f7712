namespace Cell.Identity;

/// <summary>An empty place for operator folders, for as long as one test runs.</summary>
internal sealed class OperatorBase : IDisposable
{
    private readonly TestFolder folder = new();
    private readonly string? before = Environment.GetEnvironmentVariable(OperatorFolder.BaseVariable);

    public OperatorBase() => Environment.SetEnvironmentVariable(OperatorFolder.BaseVariable, folder.At("base"));

    public string At(string name) => folder.At(name);

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(OperatorFolder.BaseVariable, before);
        folder.Dispose();
    }
}
