namespace EntraAppCmdlets.Core.Tests.Layers;

// What a later layer would hold, and below each place in which a type of an earlier one can name it.
internal class Later : Exception;

[AttributeUsage(AttributeTargets.Class)]
internal sealed class LaterAttribute : Attribute;

internal sealed class InBase : Later;

internal sealed class InField
{
    public IReadOnlyList<Later[]> Items { get; } = [];
}

internal interface InSignature
{
    void Take(IReadOnlyDictionary<string, Later> items);
}

internal static class InBody
{
    public static object Make(int number) => number > 0 ? number : new Later();
}

[Later]
internal static class InAttribute;

internal static class InConstraint<T>
    where T : Later;

internal static class InCatch
{
    public static int Try(Func<int> work)
    {
        try
        {
            return work();
        }
        catch (Later)
        {
            return 0;
        }
    }
}

internal static class InLambda
{
    public static Func<object> Make() => () => typeof(Later);
}

internal static class InAsync
{
    public static async Task<object> MakeAsync()
    {
        await Task.Yield();
        return new Later();
    }
}

internal static class AfterSwitch
{
    public static object Make(int number)
    {
        var word = number switch
        {
            0 => "none",
            1 => "one",
            2 => "two",
            3 => "three",
            4 => "four",
            _ => "many",
        };
        return word.Length > 3 ? word : new Later();
    }
}
