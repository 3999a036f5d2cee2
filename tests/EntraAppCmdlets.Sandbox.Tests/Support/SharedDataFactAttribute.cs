namespace EntraAppCmdlets.Sandbox.Tests.Support;

/// <summary>A test that reads the recordings or the schema, which are not part of the repository.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute()
    {
        if (SharedData.Folder is null)
        {
            Skip = "The folder shared/data is not there beside the checkout (ENTRA_SHARED_DATA can name it).";
        }
    }
}
