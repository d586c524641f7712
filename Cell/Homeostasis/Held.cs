namespace Cell.Homeostasis;

/// <summary>For how long something has been so without a break. Pure.</summary>
/// <param name="Since">Null: it is not so.</param>
internal readonly record struct Held(TimeSpan? Since)
{
    public static readonly Held Not = new(null);

    public Held With(bool holds, TimeSpan now) => holds ? new Held(Since ?? now) : Not;

    public bool For(TimeSpan window, TimeSpan now) => Since is { } since && now - since >= window;
}
