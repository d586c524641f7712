using Cell.Genome;
using Cell.Health;

namespace Cell;

/// <summary>A health cell's public side: where clients, balancers and monitors find the cells.</summary>
internal sealed partial class CellHost
{
    private void AddFront(RosterKeeper keeper)
    {
        var front = new FrontDoor(keeper, settings.Genome, time);
        front.OpenPublic(publicDoor, answers: Has(Role.Api));
        controlDoor.Map("GET", "/apis", front.ListAsync);
    }
}
