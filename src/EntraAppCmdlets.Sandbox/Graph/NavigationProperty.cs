namespace EntraAppCmdlets.Sandbox.Graph;

/// <summary>A relation of a type.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Target">The name of the type that it leads to.</param>
/// <param name="IsCollection">Whether it leads to several objects.</param>
/// <param name="IsBindable">Whether a body may name what it leads to, by <c>@odata.bind</c>.</param>
internal sealed record NavigationProperty(string Name, string Target, bool IsCollection, bool IsBindable)
{
    public const string AnyObject = "directoryObject";
}
