namespace ImKit;

public static partial class Operations;
