namespace ImKit.Simulated.Tests;

/// <summary>What happens to a call of a node.</summary>
internal enum Trouble
{
    None,

    /// <summary>It does not get there, and the caller is told at once.</summary>
    Refused,

    /// <summary>It gets there, and the answer does not come back.</summary>
    Unanswered,

    /// <summary>Nobody hears anything, ever.</summary>
    Silent,
}

/// <summary>What one node reaches.</summary>
internal sealed class Reach
{
    private Trouble _nodes;
    private Trouble _stores;

    /// <summary>Registry, directory and broker.</summary>
    public Trouble Nodes
    {
        get => IsDead ? Trouble.Refused : _nodes;
        set => _nodes = value;
    }

    public Trouble Stores
    {
        get => IsDead ? Trouble.Refused : _stores;
        set => _stores = value;
    }

    /// <summary>Messages between nodes of different sides wait.</summary>
    public int Side { get; set; }

    /// <summary>Nothing that it does is seen any more.</summary>
    public bool IsDead { get; set; }

    /// <summary>Whether it was ever in trouble.</summary>
    public bool Suffered { get; private set; }

    public bool IsWhole => Nodes == Trouble.None && Stores == Trouble.None;

    public void Cut(Trouble nodes, Trouble stores)
    {
        (Nodes, Stores) = (nodes, stores);
        Suffered = true;
    }

    public void Heal()
    {
        (Nodes, Stores, Side) = (Trouble.None, Trouble.None, 0);
    }

    public void Kill()
    {
        IsDead = true;
        Suffered = true;
    }

    /// <summary>Only so that what is left of it can be put away.</summary>
    public void Bury()
    {
        IsDead = false;
        Heal();
    }
}
