using ImKit.Transports.Linux.Native;

namespace ImKit.Transports.Linux.Uring;

/// <summary>An io_uring for sends that end at once: all that is submitted is awaited before the call returns, so nothing is ever under way between
/// two calls. Only on the thread that created it.</summary>
internal sealed unsafe class UringRing : IDisposable
{
    // What newer kernels do better, the newest first; an older one refuses what it does not know.
    private static readonly uint[] s_flags =
    [
        Abi.IORING_SETUP_SUBMIT_ALL | Abi.IORING_SETUP_COOP_TASKRUN | Abi.IORING_SETUP_SINGLE_ISSUER | Abi.IORING_SETUP_DEFER_TASKRUN,
        Abi.IORING_SETUP_SUBMIT_ALL | Abi.IORING_SETUP_COOP_TASKRUN,
        Abi.IORING_SETUP_SUBMIT_ALL,
        0,
    ];

    private readonly int _descriptor;
    private readonly nint _rings;
    private readonly nuint _ringsLength;
    private readonly nint _submissions;
    private readonly nuint _submissionsLength;
    private readonly uint* _sqHead;
    private readonly uint* _sqTail;
    private readonly uint _sqMask;
    private readonly uint* _cqHead;
    private readonly uint* _cqTail;
    private readonly uint _cqMask;
    private readonly UringCompletion* _completions;
    private uint _tail;

    private UringRing(int descriptor, in UringParams parameters)
    {
        _descriptor = descriptor;
        _ringsLength = Math.Max(
            parameters.Sq.Seventh + (parameters.SqEntries * sizeof(uint)), parameters.Cq.Sixth + (parameters.CqEntries * (uint)sizeof(UringCompletion)));
        _submissionsLength = parameters.SqEntries * (uint)sizeof(UringSubmission);
        _rings = Map(_ringsLength, Abi.IORING_OFF_SQ_RING);
        _submissions = _rings == -1 ? -1 : Map(_submissionsLength, Abi.IORING_OFF_SQES);
        if (_submissions == -1)
            return;
        var rings = (byte*)_rings;
        _sqHead = (uint*)(rings + parameters.Sq.Head);
        _sqTail = (uint*)(rings + parameters.Sq.Tail);
        _sqMask = *(uint*)(rings + parameters.Sq.Mask);
        _cqHead = (uint*)(rings + parameters.Cq.Head);
        _cqTail = (uint*)(rings + parameters.Cq.Tail);
        _cqMask = *(uint*)(rings + parameters.Cq.Mask);
        _completions = (UringCompletion*)(rings + parameters.Cq.Sixth);
        var array = (uint*)(rings + parameters.Sq.Seventh);
        for (uint i = 0; i < parameters.SqEntries; i++)
            array[i] = i;
        _tail = *_sqTail;
    }

    /// <summary>Makes a ring, or says why the kernel, or who guards it, does not let it be.</summary>
    /// <param name="entries">How many sends it can hold; a power of two.</param>
    /// <param name="refused">The reason if the result is null.</param>
    public static UringRing? TryCreate(int entries, out string refused)
    {
        var error = 0;
        foreach (var flags in s_flags)
        {
            var parameters = new UringParams { Flags = flags };
            var descriptor = (int)Libc.SysCall((nint)Abi.SYS_io_uring_setup, entries, (nint)(&parameters), 0, 0, 0, 0);
            error = descriptor < 0 ? Errno.Last : 0;
            if (error == Abi.EINVAL)
                continue;
            if (error != 0)
                break;
            var ring = new UringRing(descriptor, parameters);
            refused = ring.Trial(parameters.Features);
            if (refused.Length == 0)
                return ring;
            ring.Dispose();
            return null;
        }

        refused = $"io_uring_setup: {Errno.Text(error)}";
        return null;
    }

    /// <summary>Puts a send into the ring; there is room for as many as it was made for.</summary>
    public void Prepare(int descriptor, byte* bytes, int count, int item)
    {
        // What is not set here is zero and stays so: every entry is a send.
        ref var submission = ref ((UringSubmission*)_submissions)[_tail++ & _sqMask];
        submission.Operation = Abi.IORING_OP_SEND;
        submission.Descriptor = descriptor;
        submission.Address = (ulong)bytes;
        submission.Length = (uint)count;
        submission.MessageFlags = Abi.MSG_DONTWAIT | Abi.MSG_NOSIGNAL;
        submission.UserData = (ulong)item;
    }

    /// <summary>Has the kernel do what was prepared, and waits until it has.</summary>
    /// <param name="results">Set at the place of each item: bytes taken, or -errno. Items that the kernel did not look at keep what was there.</param>
    public void Submit(Span<int> results)
    {
        Volatile.Write(ref *_sqTail, _tail);
        var underWay = 0u;
        while (true)
        {
            var head = Volatile.Read(ref *_sqHead);
            var prepared = _tail - head;
            if (prepared + underWay == 0)
                return;
            var entered = Enter(prepared, prepared + underWay);
            underWay += Volatile.Read(ref *_sqHead) - head;
            underWay -= Reap(results);
            if (entered < 0 && Errno.Last != Abi.EINTR)
                Withdraw();
        }
    }

    public void Dispose()
    {
        if (_submissions is not (0 or -1))
            _ = Libc.Unmap(_submissions, _submissionsLength);
        if (_rings is not (0 or -1))
            _ = Libc.Unmap(_rings, _ringsLength);
        _ = Libc.Close(_descriptor);
    }

    private nint Enter(uint submit, uint complete) =>
        Libc.SysCall((nint)Abi.SYS_io_uring_enter, _descriptor, (nint)submit, (nint)complete, (nint)Abi.IORING_ENTER_GETEVENTS, 0, 0);

    private uint Reap(Span<int> results)
    {
        var head = *_cqHead;
        var count = Volatile.Read(ref *_cqTail) - head;
        for (var i = head; i != head + count; i++)
        {
            ref var completion = ref _completions[i & _cqMask];
            results[(int)completion.UserData] = completion.Result;
        }

        Volatile.Write(ref *_cqHead, head + count);
        return count;
    }

    /// <summary>The kernel has no memory, or no patience: what it did not look at is taken back.</summary>
    private void Withdraw()
    {
        _tail = Volatile.Read(ref *_sqHead);
        Volatile.Write(ref *_sqTail, _tail);
    }

    private nint Map(nuint length, long offset) =>
        Libc.Map(0, length, Abi.PROT_READ | Abi.PROT_WRITE, Abi.MAP_SHARED | Abi.MAP_POPULATE, _descriptor, offset);

    /// <summary>Whether it works: it may be allowed to make one and forbidden to use it.</summary>
    /// <returns>What is wrong with it; empty if nothing is.</returns>
    private string Trial(uint features)
    {
        if (_submissions == -1)
            return $"mmap: {Errno.Text(Errno.Last)}";
        if ((features & Abi.IORING_FEAT_SINGLE_MMAP) == 0)
            return "the kernel is too old";
        // A send to no descriptor: the right error means that sends are known and the way to the kernel and back is open.
        const int Untouched = 1;
        Span<int> result = [Untouched];
        Prepare(-1, null, 1, 0);
        Submit(result);
        return result[0] switch
        {
            -Abi.EBADF => "",
            Untouched => "io_uring_enter is refused",
            var other => $"a send ended with {other}",
        };
    }
}
